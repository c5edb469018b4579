import { type Bench, type BenchSetting, warmUpRequests } from '../bench.ts';
import { startLoadGenerator } from '../load/run-load.ts';
import { type Contender, interleave } from '../sample.ts';
import { openWorld, type World } from '../world/open-world.ts';
import { signInReaders, toColdContender } from './cold-home-timeline.ts';
import { followers, timeDelivery, toSample, tweetsARound } from './fan-out.ts';
import { createAuthor } from './followed-author.ts';
import { toScripts, trpcPath } from './home-pages.ts';

const sizes = ['100,000', '1,000,000'] as const;
const kinds = ['page, warm', 'page, cold', 'fan-out'] as const;

export const growth: Bench = {
  title: 'Growth: ten times the tweets',
  async run(setting) {
    await using stack = new AsyncDisposableStack();
    const bySize: Contender[][] = [];
    for (const size of sizes) {
      console.error(`Loading ${size} tweets …`);
      const tweets = Number(size.replaceAll(',', ''));
      const world = stack.use(await openWorld({ ...setting.worldOptions, tweets }));
      // Of its own, as it tells of the Postgres of its world.
      const load = stack.use(await startLoadGenerator(world, { requests: undefined }));
      bySize.push(await toContenders({ ...setting, world, load }, size));
    }
    // A kind at both sizes in turn, before the next kind.
    const contenders = kinds.flatMap((_kind, index) => bySize.flatMap((own) => own[index] ?? []));
    return {
      samples: await interleave(contenders, setting),
      goals: kinds.map((kind) => ({
        ...{ id: 'P7', of: nameOf(kind, sizes[1]), over: nameOf(kind, sizes[0]), goal: 0.77 },
      })),
      notes: [
        `${setting.worldOptions.users.toLocaleString('en')} users at either size, with as many followees. Pages are counted per second, fan-out in timeline entries per second, to ${followers.toLocaleString('en')} followers. Each round has a server of its own; 1.3 times slower is 0.77.`,
      ],
    };
  },
};

/** In the order of kinds. */
async function toContenders(setting: BenchSetting, size: string): Promise<Contender[]> {
  const { world } = setting;
  const readers = await signInReaders(world);
  const author = await createAuthor(world, followers);
  const scripts = toScripts(world.viewers, () => trpcPath);
  return [
    {
      name: nameOf('page, warm', size),
      measure: (seconds) =>
        withServer(world, async (server) => {
          const spec = { url: server.url, scripts, seconds };
          await setting.load.run({ ...spec, requests: warmUpRequests }, server);
          return setting.load.run(spec, server);
        }),
    },
    toColdContender(setting, { name: nameOf('page, cold', size), readers }),
    {
      name: nameOf('fan-out', size),
      measure: () =>
        withServer(world, async (server) => {
          await timeDelivery(world, server, { author, tweets: 1 });
          return toSample(await timeDelivery(world, server, { author, tweets: tweetsARound }));
        }),
    },
  ];
}

async function withServer<Result>(
  world: World,
  measure: (server: Awaited<ReturnType<World['startServer']>>) => Promise<Result>,
): Promise<Result> {
  await using server = await world.startServer();
  return await measure(server);
}

function nameOf(kind: (typeof kinds)[number], size: string): string {
  return `${kind}, ${size} tweets`;
}

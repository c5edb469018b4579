import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, connections } from '../../bench.ts';
import type { LoadRequest } from '../../load/run-load.ts';
import { readCpuMicros } from '../../processes.ts';
import { type Contender, interleave } from '../../sample.ts';
import { tweetText } from '../../world/open-world.ts';
import { trpcPath } from '../home-pages.ts';
import { settle } from '../settle.ts';
import type { Person } from './gotosocial-people.ts';
import { type GoToSocial, startGoToSocial } from './start-gotosocial.ts';

const size = { authors: 20, followers: 100 };
/** For what GoToSocial does after it has acknowledged. */
const quietWithinMs = 20_000;
/** For the follows and the first posts. */
const filledWithinMs = 120_000;
const names = {
  pages: 'Dunlin, home pages',
  posts: 'Dunlin, posts acknowledged',
  peerPages: 'GoToSocial, home pages',
  peerPosts: 'GoToSocial, posts acknowledged',
};

/** Another server of this kind, on the same Postgres, in turn with ours. */
export const peer: Bench = {
  title: 'Beside GoToSocial',
  async run(setting) {
    const { world, goToSocial: source } = setting;
    if (source === undefined) return leftOut;
    await using stack = new AsyncDisposableStack();
    const other = stack.use(await startGoToSocial(world, { source, ...size }));
    const server = stack.use(await world.startServer());
    const ours = world.viewers.map(({ authorization }) => ({
      headers: { authorization, 'content-type': 'application/json' },
    }));
    const ofPeer = (name: string, scripts: LoadRequest[][]) =>
      inItsTurn(other, {
        name,
        measure: (seconds) => setting.load.run({ url: other.url, scripts, seconds }, other),
      });
    const ofOurs = (name: string, scripts: LoadRequest[][]): Contender => ({
      name,
      async measure(seconds) {
        const sample = await setting.load.run({ url: server.url, scripts, seconds }, server);
        await settle(world);
        return sample;
      },
    });
    const pages = [
      ofOurs(names.pages, share(ours, toPage)),
      ofPeer(names.peerPages, share(other.followers, toPeerPage)),
    ];
    const posts = [
      ofOurs(names.posts, share(ours, toPost)),
      ofPeer(names.peerPosts, share(other.authors, toPeerPost)),
    ];
    // Pages first: for minutes after its posts it answers none, while it brings them to their followers.
    await fillHomes(other);
    const samples = new Map([...(await interleave(pages, setting)), ...(await interleave(posts, setting))]);
    other.thaw();
    return {
      samples,
      goals: [
        { id: 'G', of: names.posts, over: names.peerPosts, goal: 1 },
        { id: 'G', of: names.pages, over: names.peerPages, goal: 1 },
      ].map((goal) => ({ ...goal, notCompared: 'a peer is not there in every run' })),
      notes: [
        `${connections} connections each. GoToSocial has ${size.authors} authors, each with the same ${size.followers} followers, and nothing else; Dunlin has the data of this run, and its ${ours.length} people post and read.`,
        `Posts are counted when they are acknowledged. GoToSocial has ${quietWithinMs / 1_000} s after each turn to go on with what it has queued, and stands still while Dunlin has its own.`,
      ],
    };
  },
};

const tweet = JSON.stringify({ text: tweetText });
const status = JSON.stringify({ status: tweetText, visibility: 'public' });
const toPage: ToRequest = (headers) => ({ method: 'GET', path: trpcPath, headers });
const toPost: ToRequest = (headers) => ({
  method: 'POST',
  path: '/trpc/tweets.create',
  headers,
  body: tweet,
});
const toPeerPage: ToRequest = (headers) => ({
  method: 'GET',
  path: '/api/v1/timelines/home?limit=20',
  headers,
});
const toPeerPost: ToRequest = (headers) => ({
  method: 'POST',
  path: '/api/v1/statuses',
  headers,
  body: status,
});

const leftOut: Awaited<ReturnType<Bench['run']>> = {
  samples: new Map(),
  goals: [],
  notes: ['GoToSocial was left out: --gotosocial FOLDER takes a checkout of it.'],
};

type ToRequest = (headers: Record<string, string>) => LoadRequest;

/** People by turns on each connection. */
function share(people: readonly Pick<Person, 'headers'>[], toRequest: ToRequest): LoadRequest[][] {
  return Array.from({ length: connections }, (_, connection) =>
    people
      .filter((_person, index) => index % connections === connection)
      .map(({ headers }) => toRequest(headers)),
  );
}

function inItsTurn(other: GoToSocial, { name, measure }: Contender): Contender {
  return {
    name,
    async measure(seconds) {
      other.thaw();
      const sample = await measure(seconds);
      await untilQuiet(other.pid, quietWithinMs);
      other.freeze();
      return sample;
    },
  };
}

/** Until it uses less than a twentieth of a core. */
async function untilQuiet(pid: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (let before = readCpuMicros(pid) ?? 0; performance.now() < deadline; ) {
    await delay(500);
    const after = readCpuMicros(pid) ?? 0;
    if (after - before < 25_000) return;
    before = after;
  }
}

/** A page of posts for everybody, brought to them, and each page asked for once: the first is slow. */
async function fillHomes({ url, pid, authors, followers }: GoToSocial): Promise<void> {
  const send = async (request: LoadRequest) => {
    const response = await fetch(`${url}${request.path}`, request);
    if (!response.ok) throw new Error(`GoToSocial answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  };
  for (const author of authors) await send(toPeerPost(author.headers));
  await untilQuiet(pid, filledWithinMs);
  for (const follower of followers) await send(toPeerPage(follower.headers));
}

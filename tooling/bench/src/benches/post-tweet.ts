import { canRunRedis, redisTitle, startRedisServer } from '@dunlin/harness/redis';
import type { ServerProcess } from '@dunlin/harness/server-process';
import { type Bench, type BenchSetting, connections, warmUpRequests } from '../bench.ts';
import { transactionRunner } from '../contenders/run-transactions.ts';
import { measureAtHalfRate, openLoopNote } from '../load/half-rate.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Contender, interleave } from '../sample.ts';
import { tweetText, type Viewer, type World } from '../world/open-world.ts';
import { toBareContender } from './bare-transactions.ts';

/** The request alone; `sustained` counts what becomes of it too. */
export const postTweet: Bench = {
  title: 'Post a tweet, durable, the request alone',
  async run(setting) {
    const { world, load, seconds } = setting;
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await startWithoutConsumers(stack, world));
    const contenders = [
      toBareContender(setting, server),
      toContender(setting, { name: 'Dunlin tRPC', hasKeys: false, server }),
      toContender(setting, { name: 'Dunlin tRPC, idempotency key', hasKeys: true, server }),
    ];
    const spec = { url: server.url, scripts: toScripts(world.viewers), seconds };
    await load.run({ ...spec, hasKeys: true, requests: warmUpRequests / 2 }, server);
    const samples = await interleave(contenders, setting);
    return {
      samples,
      goals: ['Dunlin tRPC', 'Dunlin tRPC, idempotency key'].map((of) => ({
        ...{ id: 'P4', of, over: transactionRunner, goal: 0.5 },
      })),
      figures: await measureAtHalfRate(load, {
        ...{ id: 'P4', name: 'tRPC', spec, target: server },
        rounds: samples.get('Dunlin tRPC') ?? [],
      }),
      notes: [
        `${connections} connections, ${world.viewers.length} authors. ${transactionRunner} repeats the ${world.postTweet.length} statements that tweets.create was seen to send, begin and commit among them; the server is paused meanwhile.`,
        canRunRedis
          ? 'The server is one with DUNLIN_ROLE=api, beside which no worker runs; it asks a Redis for its limits. After each contender the outbox is emptied.'
          : `The server writes the tweets to the followers’ timelines meanwhile, as it does not without Redis: ${redisTitle}.`,
        openLoopNote,
      ],
    };
  },
};

async function startWithoutConsumers(stack: AsyncDisposableStack, world: World): Promise<ServerProcess> {
  if (!canRunRedis) return world.startServer();
  const redis = stack.use(await startRedisServer());
  return world.startServer({ DUNLIN_ROLE: 'api', REDIS_URL: redis.url });
}

function toContender(
  { world, load }: BenchSetting,
  { name, hasKeys, server }: { name: string; hasKeys: boolean; server: ServerProcess },
): Contender {
  const scripts = toScripts(world.viewers);
  return {
    name,
    async measure(seconds) {
      const sample = await load.run({ url: server.url, scripts, seconds, hasKeys }, server);
      await world.sql.query('delete from outbox');
      return sample;
    },
  };
}

function toScripts(viewers: readonly Viewer[]): LoadRequest[][] {
  return Array.from({ length: connections }, (_, connection) =>
    viewers
      .filter((_viewer, index) => index % connections === connection)
      .map(({ authorization }) => ({
        method: 'POST',
        path: '/trpc/tweets.create',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ text: tweetText }),
      })),
  );
}

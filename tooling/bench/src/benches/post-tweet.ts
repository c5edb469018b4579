import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '@dunlin/testing/server-process';
import { type Bench, type BenchSetting, connections } from '../bench.ts';
import { runTransactions, transactionRunner } from '../contenders/run-transactions.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Contender, interleave, type Sample, spreadOf } from '../sample.ts';
import { tweetText, type Viewer } from '../world/open-world.ts';

const warmUpSeconds = 2;
const drainWithinMs = 120_000;

export const postTweet: Bench = {
  title: 'Post a tweet, durable',
  async run(setting) {
    const { world, rounds, seconds } = setting;
    const drains: Drain[] = [];
    const transactions = transactionRunner;
    await using server = await world.startServer();
    const contenders: Contender[] = [
      { name: transactions, measure: (length) => measureTransactions(setting, { server, seconds: length }) },
      toContender(setting, { name: 'Dunlin tRPC', hasKeys: false, server, drains }),
      toContender(setting, { name: 'Dunlin tRPC, idempotency key', hasKeys: true, server, drains }),
    ];
    for (const { measure } of contenders.slice(1)) await measure(warmUpSeconds);
    drains.length = 0;
    const samples = await interleave(contenders, { rounds, seconds });
    return {
      samples,
      goals: [
        { id: 'P4', of: 'Dunlin tRPC', over: transactions, goal: 0.5 },
        { id: 'P4', of: 'Dunlin tRPC, idempotency key', over: transactions, goal: 0.5 },
      ],
      notes: [
        `${connections} connections, ${world.viewers.length} authors. ${transactions} repeats the ${world.postTweet.length} statements that tweets.create was seen to send, begin and commit among them; the server is paused meanwhile.`,
        'While Dunlin is measured, it writes the tweets to the followers’ timelines; each contender starts when that is done.',
        describeDrains(drains),
      ],
    };
  },
};

async function measureTransactions(
  { world }: BenchSetting,
  { server, seconds }: { server: ServerProcess; seconds: number },
): Promise<Sample> {
  const { databaseUrl, postTweet: statements, viewers } = world;
  const authors = viewers.map(({ id }) => id);
  // It would fan out what the transactions write, and take the processor from them.
  process.kill(server.pid, 'SIGSTOP');
  try {
    return await runTransactions({ databaseUrl, statements, authors, connections, seconds }, world.folder);
  } finally {
    await world.sql.query('delete from outbox');
    process.kill(server.pid, 'SIGCONT');
  }
}

function toContender(
  { world, load }: BenchSetting,
  options: { name: string; hasKeys: boolean; server: ServerProcess; drains: Drain[] },
): Contender {
  const { name, hasKeys, server, drains } = options;
  const scripts = toScripts(world.viewers);
  return {
    name,
    async measure(seconds) {
      const before = await lastTweetId(world.sql);
      const sample = await load.run({ url: server.url, scripts, seconds, hasKeys }, server);
      drains.push(await drain(world.sql, before));
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

async function lastTweetId(sql: Sql): Promise<string> {
  const { rows } = await sql.query('select max(id) as id from tweets');
  return rows[0].id;
}

/** Waits until all who follow the authors of tweets after the given one have them in their timelines. */
async function drain(sql: Sql, after: string): Promise<Drain> {
  const startedAt = performance.now();
  const { rows } = await sql.query(
    `select count(*)::int as due, count(entries.tweet_id)::int as written ${followersOfTweets}`,
    [after],
  );
  const { due, written } = rows[0];
  while (await isMissing(sql, after)) {
    if (performance.now() - startedAt > drainWithinMs) throw new Error('the timelines do not catch up');
    await delay(50);
  }
  return { entries: due, left: due - written, seconds: (performance.now() - startedAt) / 1000 };
}

async function isMissing(sql: Sql, after: string): Promise<boolean> {
  const missing = await sql.query(`select ${followersOfTweets} where entries.tweet_id is null limit 1`, [
    after,
  ]);
  return missing.rowCount !== 0;
}

const followersOfTweets = `
  from (select id, author_id from tweets where id > $1 order by id desc) posted
  join follows on follows.followee_id = posted.author_id
  left join timeline_entries entries on entries.user_id = follows.follower_id and entries.tweet_id = posted.id`;

function describeDrains(drains: readonly Drain[]): string {
  const figure = (value: (drain: Drain) => number) => spreadOf(drains.map(value)).median;
  const left = Math.round(figure((drain) => (100 * drain.left) / drain.entries));
  return `A round made ${Math.round(figure(({ entries }) => entries))} timeline entries (median); ${left} % of them were unwritten when its load ended, and the rest took ${figure(({ seconds }) => seconds).toFixed(1)} s to drain.`;
}

interface Drain {
  /** Timeline entries that the tweets called for. */
  entries: number;
  /** Of these, unwritten when the load ended. */
  left: number;
  seconds: number;
}

type Sql = BenchSetting['world']['sql'];

import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '@dunlin/harness/server-process';
import type { Bench } from '../bench.ts';
import { interleave, type Sample, spreadOf } from '../sample.ts';
import { countWork } from '../work.ts';
import { tweetText, type Viewer, type World } from '../world/open-world.ts';
import { createAuthor } from './followed-author.ts';

/** As many as the most followed person has in the graph that `npm run replay` is given. */
export const followers = 8_312;
export const tweetsARound = 10;
const deliveredWithinMs = 60_000;
const limit = 'one insert … select';

export const fanOut: Bench = {
  title: `Fan-out of ${tweetsARound} tweets to ${followers.toLocaleString('en')} followers`,
  async run(setting) {
    const { world } = setting;
    const author = await createAuthor(world, followers);
    await using server = await world.startServer();
    const singles: number[] = [];
    const measureDunlin = async () => {
      singles.push(await timeDelivery(world, server, { author, tweets: 1 }));
      const workOf = countWork(world, server.pid);
      const sample = toSample(await timeDelivery(world, server, { author, tweets: tweetsARound }));
      return { ...sample, ...workOf(tweetsARound * followers) };
    };
    const measureLimit = async () => {
      const workOf = countWork(world);
      return { ...toSample(await timeInsert(world, author)), ...workOf(tweetsARound * followers) };
    };
    const contenders = [
      { name: limit, measure: measureLimit },
      { name: 'Dunlin', measure: measureDunlin },
    ];
    for (const { measure } of contenders) await measure();
    singles.length = 0;
    const samples = await interleave(contenders, setting);
    return {
      samples,
      goals: [{ id: 'P5', of: 'Dunlin', over: limit, goal: 0.5 }],
      figures: [
        { id: 'P5', name: 'one tweet to all of them', value: spreadOf(singles).median, unit: 's', atMost: 1 },
      ],
      notes: [
        'A rate is timeline entries per second: from before the tweets are posted until all entries are committed. One statement writes as many rows for as many new tweets, in the same order, and commits.',
      ],
    };
  },
};

export function toSample(seconds: number): Sample {
  return { perSecond: (tweetsARound * followers) / seconds };
}

/** Seconds until tweets that are posted at once are in the timelines of all. */
export async function timeDelivery(
  world: World,
  server: ServerProcess,
  { author, tweets }: { author: Viewer; tweets: number },
): Promise<number> {
  const startedAt = performance.now();
  const ids = await Promise.all(Array.from({ length: tweets }, () => post(server, author)));
  const deadline = startedAt + deliveredWithinMs;
  // The event of a tweet goes in the transaction that writes the last of its entries.
  while ((await world.sql.query('select from outbox limit 1')).rowCount !== 0) {
    if (performance.now() > deadline) throw new Error('the followers do not get the tweets');
    await delay(2);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const written = await world.sql.query<{ count: number }>(
    `select count(*)::int as count from follows join timeline_entries on user_id = follower_id
     where followee_id = $1 and tweet_id = any($2)`,
    [author.id, ids],
  );
  if (written.rows[0]?.count !== tweets * followers)
    throw new Error(`${written.rows[0]?.count} timeline entries, not ${tweets * followers}`);
  return seconds;
}

async function post({ url }: ServerProcess, { authorization }: Viewer): Promise<string> {
  const response = await fetch(`${url}/api/tweets`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ text: tweetText }),
  });
  if (response.status !== 201) throw new Error(`POST /api/tweets: ${response.status}`);
  // `as`: what the operation answers.
  const { id } = (await response.json()) as { id: string };
  return id;
}

/** Seconds that one statement takes to write the entries of tweets that exist. */
async function timeInsert({ sql }: World, { id: authorId }: Viewer): Promise<number> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into tweets (id, author_id, text, entities, conversation_id)
     select id, $1, $2, '{"hashtags":[],"mentions":[],"urls":[]}', id
     from (select next_id() as id from generate_series(1, $3::int)) made returning id`,
    [authorId, tweetText, tweetsARound],
  );
  const startedAt = performance.now();
  const { rowCount } = await sql.query(
    `insert into timeline_entries (user_id, tweet_id)
     select follower_id, tweet_id from unnest($2::bigint[]) as tweet_id join follows on followee_id = $1 order by 1, 2`,
    [authorId, rows.map(({ id }) => id)],
  );
  const seconds = (performance.now() - startedAt) / 1000;
  if (rowCount !== tweetsARound * followers) throw new Error(`${rowCount} timeline entries`);
  return seconds;
}

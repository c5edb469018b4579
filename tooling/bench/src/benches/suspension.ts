import { defaultSettings, listDataChecks } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createDatabase } from '@dunlin/db';
import type { Bench, BenchSetting, Figure } from '../bench.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { spreadOf } from '../sample.ts';
import { tweetText, type World } from '../world/open-world.ts';
import { trpcPath } from './home-pages.ts';
import { settle } from './settle.ts';

const mostLikes = 100_000;
/** Requests of the neighbours in a second, of which one in ten posts. */
const rate = 50;

export const suspension: Bench = {
  title: 'What neighbours notice while an account is suspended that liked a great deal',
  async run(setting) {
    const { world, rounds, seconds } = setting;
    const { id, likes } = await giveLikes(world);
    await indexTweets(world);
    await using server = await world.startServer();
    const measure = (length: number) => measureNeighbours(setting, { server, seconds: length });
    await measure(seconds);
    const figures: Figure[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const before = await measure(2 * seconds);
      const { took, whileThat } = await suspendAndRestore(world, {
        id,
        meanwhile: () => measure(2 * seconds),
      });
      const figure = (name: string, value: number, unit: string): Figure => ({
        ...{ id: 'M2', name: `round ${round}, ${name}`, value, unit },
      });
      figures.push(
        figure('p99 before', before, 'ms'),
        { ...figure('p99 meanwhile, at most', spreadOf(whileThat).max, 'ms'), atMost: 1.5 * before },
        figure('suspended and restored, each with every effect, in', took / 1_000, 's'),
      );
    }
    return {
      samples: new Map(),
      goals: [],
      figures,
      notes: [
        `Neighbours read ${rate} home pages a second, one in ten posts instead; times are counted from when a request was due. The account liked ${likes.toLocaleString('en')} tweets. As the API does, a suspension sets the mark and appends its event, from which all else follows.`,
      ],
    };
  },
};

/** One account, and as many likes of it as there are tweets, with their counts. */
async function giveLikes({ sql, viewers }: World): Promise<{ id: string; likes: number }> {
  const { rows } = await sql.query<{ id: string; likes: number }>(
    `with account as (
       select id from users where id <> all($1) and is_active order by id limit 1
     ), liked as (
       insert into likes (user_id, tweet_id)
       select account.id, tweets.id from account, (select id from tweets where deleted_at is null limit $2) as tweets
       on conflict do nothing returning user_id, tweet_id
     ), counted as (
       insert into tweet_counts (tweet_id, slot, likes) select tweet_id, 0, 1 from liked
       on conflict (tweet_id, slot) do update set likes = tweet_counts.likes + 1
     )
     select user_id as id, count(*)::int as likes from liked group by user_id`,
    [viewers.map(({ id }) => id), mostLikes],
  );
  const [account] = rows;
  if (!account) throw new Error('there is nobody to suspend');
  return account;
}

/** Searches know how often each tweet is liked: that is to follow too. */
async function indexTweets({ databaseUrl, sql }: World): Promise<void> {
  const db = createDatabase({ url: databaseUrl });
  const checks = listDataChecks({ db, settings: defaultSettings, search: createPostgresSearch(db) });
  await checks.find(({ subject }) => subject === 'search')?.repair();
  await db.destroy();
  await sql.query('vacuum analyze');
}

/** @returns how long it took in milliseconds, and what was measured again and again until then. */
async function suspendAndRestore(
  world: World,
  { id, meanwhile }: { id: string; meanwhile: () => Promise<number> },
): Promise<{ took: number; whileThat: number[] }> {
  const startedAt = performance.now();
  let isDone = false;
  const whileThat: number[] = [];
  const measuring = (async () => {
    while (!isDone) {
      const measured = await meanwhile();
      // The last goes on after the end; one that is all there is counts.
      if (!isDone || whileThat.length === 0) whileThat.push(measured);
    }
  })();
  await setSuspended(world, { id, isSuspended: true });
  await setSuspended(world, { id, isSuspended: false });
  const took = performance.now() - startedAt;
  isDone = true;
  await measuring;
  return { took, whileThat };
}

async function setSuspended(
  { sql }: World,
  { id, isSuspended }: { id: string; isSuspended: boolean },
): Promise<void> {
  const type = isSuspended ? 'user.suspended' : 'user.restored';
  await sql.query(
    `with marked as (
       update users set suspended_at = case when $2 then now() end where id = $1 returning id
     ) insert into outbox (event) select jsonb_build_object('type', $3::text, 'userId', id::text) from marked`,
    [id, isSuspended, type],
  );
  await settle({ sql });
}

/** @returns the 99th percentile of their answers, in milliseconds. */
async function measureNeighbours(
  { load, world }: BenchSetting,
  { server, seconds }: { server: { url: string; pid: number }; seconds: number },
): Promise<number> {
  const scripts = [
    world.viewers.map(({ authorization }, index): LoadRequest => {
      const headers = { authorization, 'content-type': 'application/json' };
      return index % 10 === 0
        ? { method: 'POST', path: '/trpc/tweets.create', headers, body: JSON.stringify({ text: tweetText }) }
        : { method: 'GET', path: trpcPath, headers: { authorization } };
    }),
  ];
  const { p99Ms = Number.NaN } = await load.run({ url: server.url, scripts, seconds, rate }, server);
  return p99Ms;
}

import { defaultSettings, listDataChecks } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createDatabase } from '@dunlin/db';
import type { Bench, Figure } from '../bench.ts';
import type { World } from '../world/open-world.ts';
import { changeAccount, measureNeighbours, neighboursNote } from './neighbours.ts';

const mostLikes = 100_000;

export const suspension: Bench = {
  title: 'What neighbours notice while an account is suspended that liked a great deal',
  async run(setting) {
    const { world, rounds } = setting;
    const { id, likes } = await giveLikes(world);
    await indexTweets(world);
    await using server = await world.startServer();
    const figures: Figure[] = [];
    for (let round = 1; round <= rounds; round += 1)
      figures.push(
        ...(await measureNeighbours(setting, {
          ...{ server, id: 'M2', name: `round ${round}, suspended and restored` },
          async change() {
            await changeAccount(world, { id, type: 'user.suspended' });
            await changeAccount(world, { id, type: 'user.restored' });
          },
        })),
      );
    return {
      samples: new Map(),
      goals: [],
      figures,
      notes: [neighboursNote, `The account liked ${likes.toLocaleString('en')} tweets.`],
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

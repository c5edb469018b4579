import type { Bench, Figure } from '../bench.ts';
import type { World } from '../world/open-world.ts';
import { changeAccount, measureNeighbours, neighboursNote } from './neighbours.ts';

/** Of an account that is merged when timelines are read nothing stands in those. */
const crowds = [
  { size: 90_000, isMerged: true },
  { size: 16_000, isMerged: false },
];

export const deletion: Bench = {
  title: 'What neighbours notice while an account is deleted that many follow',
  async run(setting) {
    const { world } = setting;
    const authors = await chooseAuthors(world);
    const accounts = crowds.map((crowd, index) => ({
      ...{ ...crowd, id: authors[index] ?? '', from: 10_000_000 * (index + 1) },
    }));
    for (const account of accounts) await gather(world, account);
    await world.sql.query('vacuum analyze');
    await using server = await world.startServer();
    const figures: Figure[] = [];
    for (const { id, size } of accounts)
      figures.push(
        ...(await measureNeighbours(setting, {
          ...{ server, id: 'D1', name: `${size.toLocaleString('en')} followers` },
          change: () => changeAccount(world, { id, type: 'user.deleted' }),
        })),
      );
    return {
      samples: new Map(),
      goals: [],
      figures,
      notes: [
        neighboursNote,
        'The timelines of the followers of the smaller crowd have the newest 400 tweets and what the account wrote; those of the larger one the oldest 50, so that they reach back as far as there is anything.',
      ],
    };
  },
};

async function chooseAuthors({ sql, viewers }: World): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select author_id as id from tweets where deleted_at is null and author_id <> all($1)
     group by author_id order by count(*) desc, author_id limit $2`,
    [viewers.map(({ id }) => id), crowds.length],
  );
  return rows.map(({ id }) => id);
}

/** Lets accounts that are made for it follow one, with their counters and timelines. */
async function gather({ sql }: World, { id, from, size, isMerged }: Account): Promise<void> {
  const crowd = `from generate_series(${from}, ${from + size - 1}) as n`;
  await sql.query(`
    insert into users (id, username, email, password_hash, display_name)
    select n, 'crowd' || n, 'crowd' || n || '@example.org', 'none', 'Crowd' ${crowd};
    insert into follows (follower_id, followee_id) select n, ${id} ${crowd};
    insert into user_counts (user_id, slot, following) select n, 0, 1 ${crowd};
    insert into user_counts (user_id, slot, followers) values (${id}, 0, ${size})
    on conflict (user_id, slot) do update set followers = user_counts.followers + excluded.followers;
    update users set merged_at_read = ${isMerged} where id = ${id};
    insert into timeline_entries (user_id, tweet_id)
    select n, had.id ${crowd}, (
      (select id from tweets where deleted_at is null order by id ${isMerged ? 'limit 50' : 'desc limit 400'})
      union select id from tweets where author_id = ${id} and deleted_at is null and not ${isMerged}
    ) as had`);
}

interface Account {
  id: string;
  /** The first of the followers' ids. */
  from: number;
  size: number;
  isMerged: boolean;
}

import type { Search } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { refreshTweets } from './index-tweets.ts';
import { refreshUsers } from './index-users.ts';

const batchSize = 200;

export interface ReindexReport {
  users: number;
  tweets: number;
}

/**
 * Brings the whole index in line with users and tweets. Servers may run: each document is written under the lock that their
 * jobs take. It may be interrupted and run again.
 */
export async function reindexSearch(
  services: { db: Database; search: Search },
  { onProgress = () => {} }: { onProgress?: (progress: { done: number; total: number }) => void } = {},
): Promise<ReindexReport> {
  const { db } = services;
  const { users, tweets } = await countRows(db);
  const total = users + tweets;
  let done = 0;
  for (const [table, refresh] of [
    ['users', refreshUsers],
    ['tweets', refreshTweets],
  ] as const) {
    for await (const ids of batchIds(db, table)) {
      await refresh(services, ids);
      done += ids.length;
      // Others may write meanwhile.
      onProgress({ done: Math.min(done, total), total });
    }
  }
  return { users, tweets };
}

async function* batchIds(db: Database, table: 'users' | 'tweets'): AsyncGenerator<string[]> {
  for (let last = '0'; ; ) {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('id', '>', last)
      .orderBy('id')
      .limit(batchSize)
      .execute();
    const ids = rows.map(({ id }) => id);
    const end = ids.at(-1);
    if (end === undefined) return;
    yield ids;
    last = end;
  }
}

async function countRows(db: Database): Promise<ReindexReport> {
  const { rows } = await sql<ReindexReport>`
    select (select count(*) from users)::int as users, (select count(*) from tweets)::int as tweets`.execute(
    db,
  );
  return rows[0] ?? { users: 0, tweets: 0 };
}

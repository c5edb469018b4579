import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';

/**
 * Lets one transaction at a time bring the index in line with what an author is and wrote: what it reads after this is what
 * stays in the index, whichever order jobs run in.
 */
export async function lockAuthorsForIndexing(
  trx: Transaction,
  authors: { tweetIds: readonly string[] } | { userIds: readonly string[] },
): Promise<void> {
  const ids =
    'userIds' in authors
      ? sql`select id from unnest(${authors.userIds}::bigint[]) as author (id)`
      : sql`select distinct author_id as id from tweets where id = any(${authors.tweetIds}::bigint[])`;
  await sql`
    select pg_advisory_xact_lock(hashtextextended('search author', id)) from (${ids} order by id) as author`.execute(
    trx,
  );
}

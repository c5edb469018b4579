import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isRestorable } from './restorable.ts';

/** Those of some tweets that are deleted and cannot come back. */
export async function listGone(db: Database, events: readonly { tweetId: string }[]): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${events.map(({ tweetId }) => tweetId)})`)
    .where('deletedAt', 'is not', null)
    .where(sql<boolean>`not ${isRestorable}`)
    .execute();
  return rows.map(({ id }) => id);
}

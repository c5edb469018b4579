import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { selectWriter } from '../users/queries.ts';

export interface Bookmark {
  userId: string;
  tweetId: string;
}

/** @returns whether the bookmark is new. */
export async function insertBookmark(trx: Transaction, { userId, tweetId }: Bookmark): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('bookmarks')
    .columns(['userId', 'tweetId'])
    .expression(selectWriter(trx, userId).select(['users.id', sql<string>`${tweetId}::bigint`.as('tweetId')]))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns whether it was counted (see recountEngagement); undefined when there was no bookmark. */
export function deleteBookmark(
  trx: Transaction,
  { userId, tweetId }: Bookmark,
): Promise<{ counted: boolean } | undefined> {
  return trx
    .deleteFrom('bookmarks')
    .where('userId', '=', userId)
    .where('tweetId', '=', tweetId)
    .returning(sql<boolean>`uncounted_at is null`.as('counted'))
    .executeTakeFirst();
}

/** Latest bookmark first. */
export function listBookmarks(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('bookmarks')
    .innerJoin('tweets', 'tweets.id', 'bookmarks.tweetId')
    .select(['bookmarks.id', 'tweetId'])
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('bookmarks.id', '<', last ?? ''))
    .orderBy('bookmarks.id', 'desc')
    .limit(limit)
    .execute();
}

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

/** @returns whether there was a bookmark. */
export async function deleteBookmark(trx: Transaction, { userId, tweetId }: Bookmark): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('bookmarks')
    .where('userId', '=', userId)
    .where('tweetId', '=', tweetId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
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

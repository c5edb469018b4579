import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { selectWriter } from '../users/queries.ts';

export interface Like {
  userId: string;
  tweetId: string;
}

/** @returns whether the like is new. */
export async function insertLike(trx: Transaction, like: Like): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('likes')
    .columns(['userId', 'tweetId'])
    .expression(
      selectWriter(trx, like.userId).select(['users.id', sql<string>`${like.tweetId}::bigint`.as('tweetId')]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns whether there was a like. */
export async function deleteLike(trx: Transaction, { userId, tweetId }: Like): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('likes')
    .where('userId', '=', userId)
    .where('tweetId', '=', tweetId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Latest like first: who likes the tweet. */
export function listLikers(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('likes')
    .innerJoin('users', 'users.id', 'likes.userId')
    .select(['likes.id', 'userId'])
    .where('tweetId', '=', tweetId)
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('likes.id', '<', last ?? ''))
    .orderBy('likes.id', 'desc')
    .limit(limit)
    .execute();
}

/** Latest like first: the tweets a user likes. */
export function listLikedTweets(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('likes')
    .innerJoin('tweets', 'tweets.id', 'likes.tweetId')
    .select(['likes.id', 'tweetId'])
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('likes.id', '<', last ?? ''))
    .orderBy('likes.id', 'desc')
    .limit(limit)
    .execute();
}

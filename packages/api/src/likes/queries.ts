import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { selectWriter } from '../users/queries.ts';

export interface Like {
  userId: string;
  tweetId: string;
}

/** @returns whether the like is new. */
export async function insertLike(trx: Transaction, like: Like): Promise<boolean> {
  const { numAffectedRows = 0n } = await insert(trx, like);
  return numAffectedRows > 0n;
}

const insert = compileOnce((db, param: Param<Like>) =>
  db
    .insertInto('likes')
    .columns(['userId', 'tweetId'])
    .expression(
      selectWriter(db, param('userId')).select([
        'users.id',
        sql<string>`${param('tweetId')}::bigint`.as('tweetId'),
      ]),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

/** @returns whether it was counted (see recountEngagement); undefined when there was no like. */
export async function deleteLike(trx: Transaction, like: Like): Promise<{ counted: boolean } | undefined> {
  const { rows } = await remove(trx, like);
  return rows[0];
}

const remove = compileOnce((db, param: Param<Like>) =>
  db
    .deleteFrom('likes')
    .where('userId', '=', param('userId'))
    .where('tweetId', '=', param('tweetId'))
    .returning(sql<boolean>`uncounted_at is null`.as('counted')),
);

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

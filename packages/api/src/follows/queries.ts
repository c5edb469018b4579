import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { compareIds } from '../core/ids.ts';
import type { Position } from '../core/pagination.ts';
import { countForUser, selectWriter } from '../users/queries.ts';

export interface Follow {
  followerId: string;
  followeeId: string;
}

/** @returns whether the follow is new. */
export async function insertFollow(trx: Transaction, follow: Follow): Promise<boolean> {
  const { numAffectedRows = 0n } = await insert(trx, follow);
  return numAffectedRows > 0n;
}

const insert = compileOnce((db, param: Param<Follow>) =>
  db
    .insertInto('follows')
    .columns(['followerId', 'followeeId'])
    .expression(
      selectWriter(db, param('followerId')).select([
        'users.id',
        sql<string>`${param('followeeId')}::bigint`.as('followeeId'),
      ]),
    )
    .onConflict((conflict) => conflict.doNothing()),
);

export function findFollow(trx: Transaction, { followerId, followeeId }: Follow) {
  return trx
    .selectFrom('follows')
    .select('id')
    .where('followerId', '=', followerId)
    .where('followeeId', '=', followeeId)
    .executeTakeFirst();
}

/** @returns whether it was counted (see recountFollows); undefined when there was no follow. */
export async function deleteFollow(
  trx: Transaction,
  follow: Follow,
): Promise<{ counted: boolean } | undefined> {
  const { rows } = await remove(trx, follow);
  return rows[0];
}

const remove = compileOnce((db, param: Param<Follow>) =>
  db
    .deleteFrom('follows')
    .where('followerId', '=', param('followerId'))
    .where('followeeId', '=', param('followeeId'))
    .returning('counted'),
);

/** Adds a follow to the counters of both users, or takes it away. */
export function countFollow(
  { trx, withCommit }: Writer,
  { followerId, followeeId }: Follow,
  change: 1 | -1,
): void {
  const counts = [
    { userId: followerId, following: change },
    { userId: followeeId, followers: change },
  ];
  // In one order for all, so that two who follow each other at once do not deadlock.
  for (const { userId, ...changes } of counts.sort((a, b) => compareIds(a.userId, b.userId))) {
    withCommit(countForUser(trx, userId, changes));
  }
}

/** Newest first: who follows the user. */
export function listFollowers(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('follows')
    .innerJoin('users', 'users.id', 'follows.followerId')
    .select(['follows.id', 'followerId as userId'])
    .where('followeeId', '=', userId)
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('follows.id', '<', last ?? ''))
    .orderBy('follows.id', 'desc')
    .limit(limit)
    .execute();
}

/** Newest first: whom the user follows. */
export function listFollowing(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('follows')
    .innerJoin('users', 'users.id', 'follows.followeeId')
    .select(['follows.id', 'followeeId as userId'])
    .where('followerId', '=', userId)
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('follows.id', '<', last ?? ''))
    .orderBy('follows.id', 'desc')
    .limit(limit)
    .execute();
}

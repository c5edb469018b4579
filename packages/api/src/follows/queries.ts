import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { compareIds } from '../ids.ts';
import type { Position } from '../pagination.ts';
import { countForUser, selectWriter } from '../users/queries.ts';

export interface Follow {
  followerId: string;
  followeeId: string;
}

/** How a viewer stands to another user. */
export interface Relation {
  following: boolean;
  followedBy: boolean;
}

/** @returns whether the follow is new. */
export async function insertFollow(trx: Transaction, { followerId, followeeId }: Follow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('follows')
    .columns(['followerId', 'followeeId'])
    .expression(
      selectWriter(trx, followerId).select(['users.id', sql<string>`${followeeId}::bigint`.as('followeeId')]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns whether there was a follow. */
export async function deleteFollow(trx: Transaction, { followerId, followeeId }: Follow): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('follows')
    .where('followerId', '=', followerId)
    .where('followeeId', '=', followeeId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Adds a follow to the counters of both users, or takes it away. */
export async function countFollow(
  trx: Transaction,
  { followerId, followeeId }: Follow,
  change: 1 | -1,
): Promise<void> {
  const counts = [
    { userId: followerId, following: change },
    { userId: followeeId, followers: change },
  ];
  // In one order for all, so that two who follow each other at once do not deadlock.
  for (const { userId, ...changes } of counts.sort((a, b) => compareIds(a.userId, b.userId))) {
    await countForUser(trx, userId, changes);
  }
}

/** The viewer's relation to each of the users. */
export async function loadRelations(
  db: Database,
  viewerId: string,
  userIds: readonly string[],
): Promise<(userId: string) => Relation> {
  const rows = await db
    .selectFrom('follows')
    .select(['followerId', 'followeeId'])
    .where((where) =>
      where.or([
        where.and([
          where('followerId', '=', viewerId),
          where('followeeId', '=', sql<string>`any(${userIds})`),
        ]),
        where.and([
          where('followeeId', '=', viewerId),
          where('followerId', '=', sql<string>`any(${userIds})`),
        ]),
      ]),
    )
    .execute();
  const following = new Set(rows.filter((row) => row.followerId === viewerId).map((row) => row.followeeId));
  const followedBy = new Set(rows.filter((row) => row.followeeId === viewerId).map((row) => row.followerId));
  return (userId) => ({ following: following.has(userId), followedBy: followedBy.has(userId) });
}

/** Newest first: who follows the user. */
export function listFollowers(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('follows')
    .innerJoin('users', 'users.id', 'follows.followerId')
    .select(['follows.id', 'followerId as userId'])
    .where('followeeId', '=', userId)
    .where('deletedAt', 'is', null)
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
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('follows.id', '<', last ?? ''))
    .orderBy('follows.id', 'desc')
    .limit(limit)
    .execute();
}

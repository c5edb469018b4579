import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { selectWriter } from '../users/queries.ts';
import type { Follow } from './queries.ts';

/** @returns whether the request is new. */
export async function insertRequest(trx: Transaction, { followerId, followeeId }: Follow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('followRequests')
    .columns(['followerId', 'followeeId'])
    .expression(
      selectWriter(trx, followerId).select(['users.id', sql<string>`${followeeId}::bigint`.as('followeeId')]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns whether there was a request. */
export async function deleteRequest(trx: Transaction, follow: Follow): Promise<boolean> {
  const { numAffectedRows = 0n } = await remove(trx, follow);
  return numAffectedRows > 0n;
}

const remove = compileOnce((db, param: Param<Follow>) =>
  db
    .deleteFrom('followRequests')
    .where('followerId', '=', param('followerId'))
    .where('followeeId', '=', param('followeeId')),
);

/** The request to a user that has an id. */
export function findRequest(
  trx: Transaction,
  { id, followeeId }: { id: string; followeeId: string },
): Promise<Follow | undefined> {
  return trx
    .selectFrom('followRequests')
    .select(['followerId', 'followeeId'])
    .where('id', '=', id)
    .where('followeeId', '=', followeeId)
    .executeTakeFirst();
}

/** Newest first: who asks to follow the user. */
export function listRequests(db: Database, followeeId: string, { last, limit }: Position) {
  return db
    .selectFrom('followRequests')
    .innerJoin('users', 'users.id', 'followRequests.followerId')
    .select(['followRequests.id', 'followerId', 'followRequests.createdAt'])
    .where('followeeId', '=', followeeId)
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('followRequests.id', '<', last ?? ''))
    .orderBy('followRequests.id', 'desc')
    .limit(limit)
    .execute();
}

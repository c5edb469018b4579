import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { selectWriter } from '../users/queries.ts';

/** @returns its id; undefined when there was one. */
export async function insertBlock(trx: Transaction, block: Block): Promise<string | undefined> {
  const inserted = await trx
    .insertInto('blocks')
    .columns(['blockerId', 'blockedId'])
    .expression(
      selectWriter(trx, block.blockerId).select([
        'users.id',
        sql<string>`${block.blockedId}::bigint`.as('blockedId'),
      ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id;
}

/** @returns whether there was one. */
export async function deleteBlock(trx: Transaction, { blockerId, blockedId }: Block): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('blocks')
    .where('blockerId', '=', blockerId)
    .where('blockedId', '=', blockedId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** @returns whether the mute is new. */
export async function insertMute(trx: Transaction, mute: Mute): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('mutes')
    .columns(['muterId', 'mutedId'])
    .expression(
      selectWriter(trx, mute.muterId).select([
        'users.id',
        sql<string>`${mute.mutedId}::bigint`.as('mutedId'),
      ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns whether there was one. */
export async function deleteMute(trx: Transaction, { muterId, mutedId }: Mute): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('mutes')
    .where('muterId', '=', muterId)
    .where('mutedId', '=', mutedId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Latest first: whom the user blocks. */
export function listBlocked(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('blocks')
    .innerJoin('users', 'users.id', 'blocks.blockedId')
    .select(['blocks.id', 'blockedId as userId'])
    .where('blockerId', '=', userId)
    .where('deletedAt', 'is', null)
    .where('deletionDueAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('blocks.id', '<', last ?? ''))
    .orderBy('blocks.id', 'desc')
    .limit(limit)
    .execute();
}

/** Latest first: whom the user mutes. */
export function listMuted(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('mutes')
    .innerJoin('users', 'users.id', 'mutes.mutedId')
    .select(['mutes.id', 'mutedId as userId'])
    .where('muterId', '=', userId)
    .where('deletedAt', 'is', null)
    .where('deletionDueAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('mutes.id', '<', last ?? ''))
    .orderBy('mutes.id', 'desc')
    .limit(limit)
    .execute();
}

interface Block {
  blockerId: string;
  blockedId: string;
}

interface Mute {
  muterId: string;
  mutedId: string;
}

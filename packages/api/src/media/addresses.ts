import { createHmac, timingSafeEqual } from 'node:crypto';
import { compileOnce, type Param, type Transaction } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';

const tokenBytes = 16;

/** What an address opens media with while the epoch of its owner lasts. It tells nothing of a later one, nor of other media. */
export function createAddressToken(addressKey: string, epoch: number): string {
  return createHmac('sha256', addressKey)
    .update(String(epoch))
    .digest()
    .subarray(0, tokenBytes)
    .toString('base64url');
}

export function isAddressToken(given: string, addressKey: string, epoch: number): boolean {
  const bytes = Buffer.from(given);
  const expected = Buffer.from(createAddressToken(addressKey, epoch));
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** For a query that reads the owner of media. */
export function mediaEpochOf(ownerId: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`coalesce((select epoch from media_epochs where owner_id = ${ownerId}), 0)`;
}

/**
 * Ends the addresses of all that an account has uploaded, so that whoever took one can no longer read by it; who may see the
 * media gets new ones. A public account that ends one follow has hidden nothing: `onlyOfPrivate`.
 */
export async function endMediaAddresses(
  trx: Transaction,
  ownerId: string,
  { onlyOfPrivate = false } = {},
): Promise<void> {
  await beginEpoch(trx, { ownerId, onlyOfPrivate });
}

const beginEpoch = compileOnce(
  (_db, param: Param<{ ownerId: string; onlyOfPrivate: boolean }>) => sql`
    insert into media_epochs (owner_id, epoch)
    select id, 1 from users where id = ${param('ownerId')} and (private or not ${param('onlyOfPrivate')}::boolean)
    -- Going private, which is under way, comes first.
    for share
    on conflict (owner_id) do update set epoch = media_epochs.epoch + 1`,
);

import { compileOnce, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { endMediaAddresses } from '../media/addresses.ts';
import { appendEvents } from '../outbox/append.ts';
import { countFollow, deleteFollow, type Follow, insertFollow } from './queries.ts';
import { deleteRequest } from './requests.ts';

/**
 * Orders the follows, requests, blocks and quotes between two users, whichever way they go: one that starts later sees what the
 * other has done. Held until the transaction ends.
 */
export async function lockPair(trx: Transaction, one: string, other: string): Promise<void> {
  await takePairLock(trx, { one, other });
}

const takePairLock = compileOnce(
  (_db, param: Param<{ one: string; other: string }>) => sql`
    select pg_advisory_xact_lock(hashtextextended(
      least(${param('one')}::bigint, ${param('other')}::bigint) || ':' || greatest(${param('one')}::bigint, ${param('other')}::bigint), 0
    ))`,
);

/** Begins a follow with all that goes with it. @returns whether it is new. */
export async function startFollow(
  ctx: Writer,
  follow: Follow,
  { isAccepted = false } = {},
): Promise<boolean> {
  const isNew = await insertFollow(ctx.trx, follow);
  if (isNew) {
    countFollow(ctx, follow, 1);
    ctx.withCommit(appendEvents(ctx, [{ type: 'follow.created', ...follow, isAccepted }]));
    publishFollows(ctx, [follow]);
  }
  return isNew;
}

/** Ends a follow or the request for one. @returns whether there was a follow. */
export async function endFollow(ctx: Writer, follow: Follow): Promise<boolean> {
  const forgetRequest = async () => {
    if (await deleteRequest(ctx.trx, follow)) publishRequest(ctx, follow);
  };
  ctx.withCommit(forgetRequest());
  const ended = await deleteFollow(ctx.trx, follow);
  if (ended) {
    if (ended.counted) countFollow(ctx, follow, -1);
    ctx.withCommit(appendEvents(ctx, [{ type: 'follow.deleted', ...follow }]));
    ctx.withCommit(endMediaAddresses(ctx.trx, follow.followeeId, { onlyOfPrivate: true }));
    publishFollows(ctx, [follow]);
  }
  return ended !== undefined;
}

/** Turns the request that stood before into a follow. */
export async function acceptRequest(ctx: Writer, { followerId, followeeId }: Follow): Promise<void> {
  await deleteRequest(ctx.trx, { followerId, followeeId });
  if (await startFollow(ctx, { followerId, followeeId }, { isAccepted: true }))
    await appendEvents(ctx, [{ type: 'follow.accepted', followerId, followeeId }]);
}

/** Has everybody look again at the request for a follow. */
export function publishRequest({ hints, afterCommit }: Writer, { followerId, followeeId }: Follow): void {
  afterCommit(() => hints.publish('follows', [`${followerId}:${followeeId}`]));
}

/** Has everybody look again at follows that began or ended. */
export function publishFollows({ hints, afterCommit }: Writer, follows: readonly Follow[]): void {
  afterCommit(() => {
    // First the follows: with the users come new addresses of media, for those who may see them.
    hints.publish(
      'follows',
      follows.map(({ followerId, followeeId }) => `${followerId}:${followeeId}`),
    );
    hints.publish('users', [
      ...new Set(follows.flatMap(({ followerId, followeeId }) => [followerId, followeeId])),
    ]);
  });
}

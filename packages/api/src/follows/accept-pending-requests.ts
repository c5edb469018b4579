import type { Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { acceptRequest, lockPair } from './change-follow.ts';

/** Requests accepted per transaction. */
const batchSize = 100;

/** Lets in everyone who asked to follow a user who is private no more; who is suspended or deactivated then, once back. */
export const acceptPendingRequests: JobConsumer<
  EventOf<'user.unlocked' | 'user.restored' | 'user.reactivated'>
> = {
  name: 'accept-pending-requests',
  maxEvents: 1,
  priority: 10,
  async handle(services, events) {
    for (const { userId } of events) {
      while ((await write(services, (writer) => acceptSome(writer, userId))) === batchSize);
    }
  },
};

/** Of requests by and to a user. @returns how many there were to accept, batchSize at most. */
async function acceptSome(writer: Writer, userId: string): Promise<number> {
  const { trx } = writer;
  const requests = await trx
    .selectFrom('followRequests')
    .innerJoin('users as followers', 'followers.id', 'followerId')
    .innerJoin('users as followees', 'followees.id', 'followeeId')
    .select(['followerId', 'followeeId'])
    .where((where) => where.or([where('followerId', '=', userId), where('followeeId', '=', userId)]))
    .where('followers.isActive', '=', true)
    .where('followees.isActive', '=', true)
    .where('followees.private', '=', false)
    .orderBy('followRequests.followeeId')
    .orderBy('followRequests.followerId')
    .limit(batchSize)
    // Held, so that nobody is let in to an account that is deleted, or private again.
    .forShare(['followers', 'followees'])
    .execute();
  for (const request of requests) {
    await lockPair(trx, request.followerId, request.followeeId);
    const stands = await trx
      .selectFrom('followRequests')
      .select('id')
      .where('followerId', '=', request.followerId)
      .where('followeeId', '=', request.followeeId)
      .executeTakeFirst();
    if (stands) await acceptRequest(writer, request);
  }
  return requests.length;
}

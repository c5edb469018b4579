import type { Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { acceptRequest, lockPair } from './change-follow.ts';

/** Requests accepted per transaction. */
const batchSize = 100;

/** Lets in everyone who asked to follow a user who is private no more. */
export const acceptPendingRequests: JobConsumer<EventOf<'user.unlocked'>> = {
  name: 'accept-pending-requests',
  maxEvents: 1,
  priority: 10,
  async handle(services, events) {
    for (const { userId } of events) {
      while ((await write(services, (writer) => acceptSome(writer, userId))) === batchSize);
    }
  },
};

/** @returns how many there were to accept, batchSize at most; none when the user is private again. */
async function acceptSome(writer: Writer, followeeId: string): Promise<number> {
  const { trx } = writer;
  // Held, so that nobody is let in to an account that is deleted, or private again.
  const followee = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', followeeId)
    .where('isActive', '=', true)
    .where('private', '=', false)
    .forShare()
    .executeTakeFirst();
  if (!followee) return 0;
  const requests = await trx
    .selectFrom('followRequests')
    .innerJoin('users', 'users.id', 'followRequests.followerId')
    .select(['followerId', 'followeeId'])
    .where('followeeId', '=', followeeId)
    .where('isActive', '=', true)
    .orderBy('followerId')
    .limit(batchSize)
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

import { sql } from 'kysely';
import type { Services, Writer } from '../../core/context.ts';
import { deleteInBatches } from '../../core/delete-in-batches.ts';
import type { EventOf } from '../../core/events.ts';
import { write } from '../../core/mutation.ts';
import type { JobConsumer } from '../../outbox/consumer.ts';
import { deleteSome } from '../../tweets/delete-tweets.ts';
import { purgeActs } from './purge-acts.ts';
import { purgeFollowees, purgeFollowers } from './purge-follows.ts';

/** Each removes some of what there is, in one transaction. @returns how much; 0 when nothing is left. */
const steps: readonly ((writer: Writer, userId: string) => Promise<number>)[] = [
  purgeFollowers,
  purgeFollowees,
  (writer, userId) => purgeActs(writer, userId, 'likes'),
  (writer, userId) => purgeActs(writer, userId, 'bookmarks'),
  (writer, authorId) => deleteSome(writer, { authorId }),
];

/** Removes what a deleted user left: follows, requests, blocks and mutes both ways, likes, bookmarks and tweets, each with its counters. */
export const purgeUser: JobConsumer<EventOf<'user.deleted'>> = {
  name: 'purge-user',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle(services, events) {
    for (const { userId } of events) {
      await purgeRelations(services, userId);
      for (const step of steps)
        while ((await services.pace(() => write(services, (writer) => step(writer, userId)))) > 0);
      await deleteInBatches(services.db, 'timelineEntries', sql`user_id = ${userId}`);
      services.hints.publish('timelines', [userId]);
    }
  },
};

async function purgeRelations({ db }: Services, userId: string): Promise<void> {
  await deleteInBatches(db, 'followRequests', sql`follower_id = ${userId} or followee_id = ${userId}`);
  await deleteInBatches(db, 'blocks', sql`blocker_id = ${userId} or blocked_id = ${userId}`);
  await deleteInBatches(db, 'mutes', sql`muter_id = ${userId} or muted_id = ${userId}`);
}

import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { findDifferences } from './find-differences.ts';
import { repairTimelines } from './repair-timelines.ts';

/** What was trimmed when a timeline was full comes back into the room that has been made. */
export const refillTimeline: JobConsumer<EventOf<'timeline.shortened'>> = {
  name: 'refill-timeline',
  // Each compares a whole timeline.
  maxEvents: 20,
  priority: 10,
  async handle({ db, hints, settings: { timelineMaxEntries: maxEntries } }, events) {
    const userIds = [...new Set(events.map(({ userId }) => userId))];
    const { differences } = await findDifferences(db, { userIds, maxEntries, followsAreSettled: true });
    await repairTimelines(
      db,
      differences.filter(({ kind }) => kind !== 'extra'),
    );
    hints.publish('timelines', userIds);
  },
};

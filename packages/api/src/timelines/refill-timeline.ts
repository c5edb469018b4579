import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { waitForWriters } from './author-lock.ts';
import { settleTimelines } from './settle-timelines.ts';
import { keptEntries } from './trim.ts';

/** What is not shown to a user any more makes room in the timeline, or takes its place again. */
export const refillTimeline: JobConsumer<EventOf<'timeline.shortened'>> = {
  name: 'refill-timeline',
  maxEvents: 20,
  priority: 10,
  // It holds locks of many authors, for which the draining of the outbox waits.
  maxConcurrent: 1,
  async handle({ db, hints, settings }, events) {
    await waitForWriters(
      db,
      events.flatMap(({ authorId }) => authorId ?? []),
    );
    const userIds = [...new Set(events.map(({ userId }) => userId))];
    await settleTimelines(db, { userIds, maxEntries: keptEntries(settings), isSettling: true });
    hints.publish('timelines', userIds);
  },
};

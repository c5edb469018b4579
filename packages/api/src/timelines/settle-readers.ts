import type { Services } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import type { AudienceEvent } from './audience-events.ts';
import { waitForWriters } from './author-lock.ts';
import { countLosses, type Entry, fillThinned, type Loss, sampleLosses } from './find-thinned.ts';
import { listMisplacedAmong, listMisplacedOfAuthor } from './list-misplaced.ts';
import { batchFollowers, batchPlacesOfRetweets } from './readers.ts';
import { type Place, repairPlaces } from './repair-timelines.ts';
import { keptEntries, trimTimelines } from './trim.ts';

/**
 * Takes what a user wrote, and what others retweeted of it or of one tweet, out of the timelines of those who see it no longer, or
 * puts it back. What takes the room that has been made comes by `timeline.thinned`.
 */
export const settleReaders: JobConsumer<AudienceEvent> = {
  name: 'settle-readers',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle(services, events) {
    for (const event of events) {
      if ('userId' in event) await settleAuthor(services, event.userId);
      for await (const places of batchPlacesOfRetweets(services.db, event))
        await services.pace(() => settleRetweets(services, places));
    }
  },
};

async function settleAuthor(services: Services, authorId: string): Promise<void> {
  const { db, settings } = services;
  await waitForWriters(db, [authorId]);
  for await (const userIds of batchFollowers(db, authorId))
    await services.pace(async () =>
      settle(services, await listMisplacedOfAuthor(db, { authorId, userIds }, settings), countLosses),
    );
}

async function settleRetweets(services: Services, places: readonly Place[]): Promise<void> {
  const { db, settings } = services;
  await waitForWriters(db, [...new Set(places.flatMap(({ authorId }) => authorId ?? []))]);
  await settle(services, await listMisplacedAmong(db, places, settings), (removed) =>
    sampleLosses(removed, settings),
  );
}

async function settle(
  services: Services,
  places: readonly Place[],
  toLosses: (removed: readonly Entry[]) => Loss[],
): Promise<void> {
  if (places.length === 0) return;
  const { settings, hints } = services;
  const userIds = [...new Set(places.map(({ userId }) => userId))];
  await write(services, async (writer) => {
    const { inserted, removed } = await repairPlaces(writer.trx, places);
    await fillThinned(writer, toLosses(removed));
    if (inserted > 0) await trimTimelines(writer.trx, userIds, { maxEntries: keptEntries(settings) });
    writer.afterCommit(() => hints.publish('timelines', userIds));
  });
}

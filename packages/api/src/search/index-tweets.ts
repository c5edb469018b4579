import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthorsForIndexing } from './author-lock.ts';
import { notePending } from './replica/pending.ts';
import { writeTweets } from './write-documents.ts';

/** Brings what search knows of tweets in line with what they are now; likes too, by which searches can be narrowed. */
export const indexTweets: Consumer<
  EventOf<'tweet.created' | 'tweet.updated' | 'tweet.deleted' | 'like.created' | 'like.deleted'>
> = {
  name: 'index-tweets',
  maxEvents: 100,
  priority: 10,
  handle: (services, events) => refreshTweets(services, [...new Set(events.map(({ tweetId }) => tweetId))]),
};

/**
 * Indexes those of the tweets that search finds, and removes the others; the replica, if there is one, learns of it later.
 * @param isChange whether it can have what the replica does not know.
 */
export async function refreshTweets(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
  { isChange = true }: { isChange?: boolean } = {},
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAuthorsForIndexing(trx, { tweetIds: ids });
    await writeTweets(trx, [search], ids);
    if (isChange) await notePending(trx, 'tweet', ids);
  });
}

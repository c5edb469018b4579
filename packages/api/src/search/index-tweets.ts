import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthorsForIndexing } from './author-lock.ts';
import { loadTweetDocuments } from './documents.ts';

/** Brings what search knows of tweets in line with what they are now; likes too, by which searches can be narrowed. */
export const indexTweets: Consumer<
  EventOf<'tweet.created' | 'tweet.updated' | 'tweet.deleted' | 'like.created' | 'like.deleted'>
> = {
  name: 'index-tweets',
  maxEvents: 100,
  priority: 10,
  handle: (services, events) => refreshTweets(services, [...new Set(events.map(({ tweetId }) => tweetId))]),
};

/** Indexes those of the tweets that search finds, and removes the others. */
export async function refreshTweets(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAuthorsForIndexing(trx, { tweetIds: ids });
    const documents = await loadTweetDocuments(trx, ids);
    const found = new Set(documents.map(({ id }) => id));
    await search.indexTweets(documents);
    await search.removeTweets(ids.filter((id) => !found.has(id)));
  });
}

import { sql } from 'kysely';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { deleteSome } from './delete-tweets.ts';
import { listGone } from './list-gone.ts';

/** Removes what deleted tweets leave: likes, bookmarks, counters, impressions and retweets. Of those that may be restored it stays. */
export const purgeTweet: JobConsumer<EventOf<'tweet.deleted' | 'tweet.forgotten'>> = {
  name: 'purge-tweet',
  priority: 10,
  maxConcurrent: 1,
  async handle(services, events) {
    const { db } = services;
    for (const tweetId of await listGone(db, events)) {
      for (const table of ['likes', 'bookmarks', 'tweetCounts', 'tweetImpressionsDaily'] as const)
        await deleteInBatches(db, table, sql`tweet_id = ${tweetId}`);
      while ((await write(services, (writer) => deleteSome(writer, { retweetOfId: tweetId }))) > 0);
    }
  },
};

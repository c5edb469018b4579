import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { deleteTweets } from './delete-tweets.ts';
import { listGone } from './list-gone.ts';

/** Retweets removed per transaction. */
const batchSize = 200;

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
      while ((await write(services, (writer) => purgeRetweets(writer, tweetId))) === batchSize);
    }
  },
};

/** @returns how many there were to remove, batchSize at most. */
async function purgeRetweets(writer: Writer, tweetId: string): Promise<number> {
  const retweets = await writer.trx
    .selectFrom('tweets')
    .select('id')
    .where('retweetOfId', '=', tweetId)
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .limit(batchSize)
    .forNoKeyUpdate()
    .execute();
  await deleteTweets(
    writer,
    retweets.map(({ id }) => id),
  );
  return retweets.length;
}

import type { EventOf } from '../events.ts';
import type { Consumer } from '../outbox/consumer.ts';

/** Removes the likes and counters of deleted tweets. */
export const purgeTweet: Consumer<EventOf<'tweet.deleted'>> = {
  name: 'purge-tweet',
  async handle({ db }, events) {
    for (const { tweetId } of events) {
      await db.deleteFrom('likes').where('tweetId', '=', tweetId).execute();
      await db.deleteFrom('tweetCounts').where('tweetId', '=', tweetId).execute();
    }
  },
};

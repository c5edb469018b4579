import type { Writer } from '../context.ts';
import type { EventOf } from '../events.ts';
import { countFollow, deleteFollow } from '../follows/queries.ts';
import { deleteLike } from '../likes/queries.ts';
import { write } from '../mutation.ts';
import { appendEvents } from '../outbox/append.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { deleteTweet } from '../tweets/delete-tweet.ts';
import { countForTweet, findLivingTweet } from '../tweets/queries.ts';

/** Rows removed per transaction. */
const batchSize = 200;

/** Removes what a deleted user left: follows both ways, likes and tweets, each with its counters. */
export const purgeUser: Consumer<EventOf<'user.deleted'>> = {
  name: 'purge-user',
  maxEvents: 1,
  priority: 10,
  async handle(services, events) {
    for (const { userId } of events) {
      for (const purge of [purgeFollows, purgeLikes, purgeTweets]) {
        while ((await write(services, (writer) => purge(writer, userId))) === batchSize);
      }
      await services.db.deleteFrom('timelineEntries').where('userId', '=', userId).execute();
      services.hints.publish('timelines', [userId]);
    }
  },
};

/** @returns how many there were to remove, batchSize at most. */
async function purgeFollows(writer: Writer, userId: string): Promise<number> {
  const follows = await writer.trx
    .selectFrom('follows')
    .select(['followerId', 'followeeId'])
    .where((where) => where.or([where('followerId', '=', userId), where('followeeId', '=', userId)]))
    .limit(batchSize)
    .execute();
  for (const follow of follows) {
    if (!(await deleteFollow(writer.trx, follow))) continue;
    await countFollow(writer.trx, follow, -1);
    await appendEvents(writer, [{ type: 'follow.deleted', ...follow }]);
  }
  writer.afterCommit(() =>
    writer.hints.publish(
      'users',
      follows.flatMap(({ followerId, followeeId }) => [followerId, followeeId]),
    ),
  );
  return follows.length;
}

async function purgeLikes(writer: Writer, userId: string): Promise<number> {
  const likes = await writer.trx
    .selectFrom('likes')
    .select(['userId', 'tweetId'])
    .where('userId', '=', userId)
    .limit(batchSize)
    .execute();
  for (const like of likes) {
    if (await deleteLike(writer.trx, like)) await countForTweet(writer.trx, like.tweetId, { likes: -1 });
  }
  writer.afterCommit(() =>
    writer.hints.publish(
      'tweets',
      likes.map(({ tweetId }) => tweetId),
    ),
  );
  return likes.length;
}

async function purgeTweets(writer: Writer, userId: string): Promise<number> {
  const tweets = await writer.trx
    .selectFrom('tweets')
    .select('id')
    .where('authorId', '=', userId)
    .where('deletedAt', 'is', null)
    .limit(batchSize)
    .execute();
  for (const { id } of tweets) {
    const tweet = await findLivingTweet(writer.trx, id, 'update');
    if (tweet) await deleteTweet(writer, tweet);
  }
  return tweets.length;
}

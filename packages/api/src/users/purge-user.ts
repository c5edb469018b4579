import type { Database } from '@dunlin/db';
import { deleteBookmark } from '../bookmarks/queries.ts';
import type { Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import { endFollow } from '../follows/change-follow.ts';
import { deleteLike } from '../likes/queries.ts';
import { appendEvents } from '../outbox/append.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { deleteTweet } from '../tweets/delete-tweet.ts';
import { countForTweet, findLivingTweet } from '../tweets/queries.ts';

/** Rows removed per transaction. */
const batchSize = 200;

/** Removes what a deleted user left: follows, requests, blocks and mutes both ways, likes, bookmarks and tweets, each with its counters. */
export const purgeUser: JobConsumer<EventOf<'user.deleted'>> = {
  name: 'purge-user',
  maxEvents: 1,
  priority: 10,
  async handle(services, events) {
    for (const { userId } of events) {
      await purgeRelations(services.db, userId);
      for (const purge of [purgeFollows, purgeLikes, purgeBookmarks, purgeTweets]) {
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
    // As all who end several do: each may end the addresses of a followee's media.
    .orderBy('followeeId')
    .orderBy('followerId')
    .limit(batchSize)
    .execute();
  for (const follow of follows) await endFollow(writer, follow);
  return follows.length;
}

async function purgeRelations(db: Database, userId: string): Promise<void> {
  await db
    .deleteFrom('followRequests')
    .where((where) => where.or([where('followerId', '=', userId), where('followeeId', '=', userId)]))
    .execute();
  await db
    .deleteFrom('blocks')
    .where((where) => where.or([where('blockerId', '=', userId), where('blockedId', '=', userId)]))
    .execute();
  await db
    .deleteFrom('mutes')
    .where((where) => where.or([where('muterId', '=', userId), where('mutedId', '=', userId)]))
    .execute();
}

async function purgeBookmarks(writer: Writer, userId: string): Promise<number> {
  const bookmarks = await writer.trx
    .selectFrom('bookmarks')
    .select(['userId', 'tweetId'])
    .where('userId', '=', userId)
    .limit(batchSize)
    .execute();
  for (const bookmark of bookmarks) {
    const deleted = await deleteBookmark(writer.trx, bookmark);
    if (deleted?.counted) await countForTweet(writer.trx, bookmark.tweetId, { bookmarks: -1 });
  }
  writer.afterCommit(() =>
    writer.hints.publish(
      'tweets',
      bookmarks.map(({ tweetId }) => tweetId),
    ),
  );
  return bookmarks.length;
}

async function purgeLikes(writer: Writer, userId: string): Promise<number> {
  const likes = await writer.trx
    .selectFrom('likes')
    .innerJoin('tweets', 'tweets.id', 'tweetId')
    .select(['userId', 'tweetId', 'authorId'])
    .where('userId', '=', userId)
    .limit(batchSize)
    .execute();
  for (const like of likes) {
    const deleted = await deleteLike(writer.trx, like);
    if (!deleted?.counted) continue;
    await countForTweet(writer.trx, like.tweetId, { likes: -1 });
    await appendEvents(writer, [{ type: 'like.deleted', ...like }]);
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

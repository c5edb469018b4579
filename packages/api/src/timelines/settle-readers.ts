import type { Database } from '@dunlin/db';
import type { JobConsumer } from '../outbox/consumer.ts';
import type { AudienceEvent } from './audience-events.ts';
import { waitForWriters } from './author-lock.ts';
import { keptEntries } from './find-shortened.ts';
import { settleTimelines } from './settle-timelines.ts';

/** Timelines settled together. */
const batchSize = 50;

/** Takes what a user wrote, and what others retweeted of it, out of the timelines of those who see it no longer, or puts it back. */
export const settleReaders: JobConsumer<AudienceEvent> = {
  name: 'settle-readers',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle({ db, hints, settings }, events) {
    for (const { userId } of events) {
      await waitForWriters(db, [userId]);
      for await (const userIds of listReaders(db, userId)) {
        await settleTimelines(db, { userIds, maxEntries: keptEntries(settings), isSettling: true });
        hints.publish('timelines', userIds);
      }
    }
  },
};

/** Once each, in batches: who follows the user, who retweeted what the user wrote, and who follows those. */
async function* listReaders(db: Database, userId: string): AsyncGenerator<string[]> {
  const seen = new Set<string>();
  const isNew = (id: string) => !seen.has(id) && seen.add(id);
  const retweeters = await listRetweetersOf(db, userId);
  for (let start = 0; start < retweeters.length; start += batchSize)
    yield retweeters.slice(start, start + batchSize).filter(isNew);
  for (const authorId of [userId, ...retweeters]) {
    let last = '0';
    for (;;) {
      const followers = await listFollowersAfter(db, authorId, last);
      const end = followers.at(-1);
      if (end === undefined) break;
      yield followers.filter(isNew);
      last = end;
    }
  }
}

async function listRetweetersOf(db: Database, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .innerJoin('tweets as retweets', 'retweets.retweetOfId', 'tweets.id')
    .select('retweets.authorId')
    .distinct()
    .where('tweets.authorId', '=', userId)
    .where('tweets.deletedAt', 'is', null)
    .where('retweets.deletedAt', 'is', null)
    .execute();
  return rows.map(({ authorId }) => authorId);
}

/** Of authors that are merged when timelines are read, nothing stands in them. */
async function listFollowersAfter(db: Database, authorId: string, last: string): Promise<string[]> {
  const rows = await db
    .selectFrom('follows')
    .innerJoin('users', 'users.id', 'followeeId')
    .select('followerId')
    .where('followeeId', '=', authorId)
    .where('mergedAtRead', '=', false)
    .where('followerId', '>', last)
    .orderBy('followerId')
    .limit(batchSize)
    .execute();
  return rows.map(({ followerId }) => followerId);
}

import type { Database } from '@dunlin/db';
import { chunk } from '../core/chunk.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import type { AudienceEvent } from './audience-events.ts';
import { waitForWriters } from './author-lock.ts';
import { settleTimelines } from './settle-timelines.ts';
import { keptEntries } from './trim.ts';

/** Timelines settled together. */
const batchSize = 50;

/** Takes what a user wrote, and what others retweeted of it or of one tweet, out of the timelines of those who see it no longer, or puts it back. */
export const settleReaders: JobConsumer<AudienceEvent> = {
  name: 'settle-readers',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle({ db, hints, settings }, events) {
    for (const event of events) {
      const authorIds = 'userId' in event ? [event.userId] : [];
      await waitForWriters(db, authorIds);
      const retweeters = await listRetweetersOf(db, event);
      for await (const userIds of listReaders(db, { authorIds, retweeters })) {
        await settleTimelines(db, { userIds, maxEntries: keptEntries(settings), isSettling: true });
        hints.publish('timelines', userIds);
      }
    }
  },
};

/** Once each, in batches: who retweeted, and who follows those and the authors. */
async function* listReaders(
  db: Database,
  { authorIds, retweeters }: { authorIds: readonly string[]; retweeters: readonly string[] },
): AsyncGenerator<string[]> {
  const seen = new Set<string>();
  const isNew = (id: string) => !seen.has(id) && seen.add(id);
  for (const some of chunk(retweeters, batchSize)) yield some.filter(isNew);
  for (const authorId of [...authorIds, ...retweeters]) {
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

/** Of one tweet, or of what a user wrote. */
async function listRetweetersOf(db: Database, event: AudienceEvent): Promise<string[]> {
  const retweets = db
    .selectFrom('tweets')
    .innerJoin('tweets as retweets', 'retweets.retweetOfId', 'tweets.id')
    .select('retweets.authorId')
    .distinct()
    .where('retweets.deletedAt', 'is', null);
  const rows = await ('userId' in event
    ? retweets.where('tweets.authorId', '=', event.userId).where('tweets.deletedAt', 'is', null)
    : retweets.where('tweets.id', '=', event.tweetId)
  ).execute();
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

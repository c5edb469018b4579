import type { Database } from '@dunlin/db';
import type { AudienceEvent } from './audience-events.ts';
import type { Place } from './repair-timelines.ts';

/** Followers and retweets that are read at once. */
const pageSize = 100;
/** Places that are looked at together. */
const batchSize = 500;

/** In batches. Of authors that are merged when timelines are read, nothing stands in those. */
export async function* listFollowers(db: Database, authorId: string): AsyncGenerator<string[]> {
  for (let last = '0'; ; ) {
    const rows = await db
      .selectFrom('follows')
      .innerJoin('users', 'users.id', 'followeeId')
      .select('followerId')
      .where('followeeId', '=', authorId)
      .where('mergedAtRead', '=', false)
      .where('followerId', '>', last)
      .orderBy('followerId')
      .limit(pageSize)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map(({ followerId }) => followerId);
    last = end.followerId;
  }
}

/** Where retweets of one tweet, or of what a user wrote, may stand: with who retweeted and with who follows those. In batches. */
export async function* listPlacesOfRetweets(db: Database, event: AudienceEvent): AsyncGenerator<Place[]> {
  const places: Place[] = [];
  for await (const retweets of listRetweets(db, event))
    for (const [authorId, own] of Map.groupBy(retweets, (retweet) => retweet.authorId))
      for await (const userIds of listReceivers(db, authorId)) {
        for (const { id } of own)
          places.push(...userIds.map((userId) => ({ userId, tweetId: id, authorId })));
        while (places.length >= batchSize) yield places.splice(0, batchSize);
      }
  if (places.length > 0) yield places;
}

async function* listReceivers(db: Database, authorId: string): AsyncGenerator<string[]> {
  yield [authorId];
  yield* listFollowers(db, authorId);
}

async function* listRetweets(db: Database, event: AudienceEvent): AsyncGenerator<Retweet[]> {
  const retweets = db
    .selectFrom('tweets')
    .innerJoin('tweets as retweets', 'retweets.retweetOfId', 'tweets.id')
    .select(['retweets.id', 'retweets.authorId', 'tweets.id as originalId'])
    .where('retweets.deletedAt', 'is', null)
    .orderBy('tweets.id')
    .orderBy('retweets.id')
    .limit(pageSize);
  const ofEvent =
    'userId' in event
      ? retweets.where('tweets.authorId', '=', event.userId).where('tweets.deletedAt', 'is', null)
      : retweets.where('tweets.id', '=', event.tweetId);
  for (let last = { originalId: '0', id: '0' }; ; ) {
    const { originalId, id } = last;
    const some = await ofEvent
      .where('tweets.id', '>=', originalId)
      .where((where) => where.or([where('tweets.id', '>', originalId), where('retweets.id', '>', id)]))
      .execute();
    const end = some.at(-1);
    if (!end) return;
    yield some;
    last = end;
  }
}

interface Retweet {
  id: string;
  authorId: string;
  originalId: string;
}

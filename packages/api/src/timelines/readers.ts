import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AudienceEvent } from './audience-events.ts';
import type { Place } from './repair-timelines.ts';

/** Followers and retweets that are read at once. */
const pageSize = 100;
/** Places that are looked at together. */
const batchSize = 500;

/** In batches. Of authors that are merged when timelines are read, nothing stands in those. */
export async function* batchFollowers(db: Database, authorId: string): AsyncGenerator<string[]> {
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
export async function* batchPlacesOfRetweets(db: Database, event: AudienceEvent): AsyncGenerator<Place[]> {
  const places: Place[] = [];
  for await (const retweets of batchRetweets(db, event))
    for (const [authorId, own] of Map.groupBy(retweets, (retweet) => retweet.authorId))
      for await (const userIds of batchReceivers(db, authorId)) {
        for (const { id } of own)
          places.push(...userIds.map((userId) => ({ userId, tweetId: id, authorId })));
        while (places.length >= batchSize) yield places.splice(0, batchSize);
      }
  if (places.length > 0) yield places;
}

async function* batchReceivers(db: Database, authorId: string): AsyncGenerator<string[]> {
  yield [authorId];
  yield* batchFollowers(db, authorId);
}

async function* batchRetweets(db: Database, event: AudienceEvent): AsyncGenerator<Retweet[]> {
  const originals =
    'userId' in event
      ? sql`select id from tweets where author_id = ${event.userId} and deleted_at is null`
      : sql`select ${event.tweetId}::bigint as id`;
  for (let last = { originalId: '0', id: '0' }; ; ) {
    const { rows } = await sql<Retweet>`
      select retweets.id, retweets.author_id as "authorId", originals.id as "originalId"
      from (${originals}) as originals
      cross join lateral (
        select id, author_id from tweets
        where retweet_of_id = originals.id and deleted_at is null
          and id > case when originals.id = ${last.originalId} then ${last.id}::bigint else 0 end
        order by id limit ${pageSize}
      ) as retweets
      where originals.id >= ${last.originalId}
      order by originals.id, retweets.id limit ${pageSize}`.execute(db);
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    last = end;
  }
}

interface Retweet {
  id: string;
  authorId: string;
  originalId: string;
}

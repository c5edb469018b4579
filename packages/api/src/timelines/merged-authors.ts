import type { Database, Transaction } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Settings } from '../core/settings.ts';
import { hearsOf, mayBeShownOriginal } from '../visibility/unasked.ts';
import { lockAuthors } from './author-lock.ts';
import { reachOf } from './reach.ts';
import { keptEntries, trimTimelines } from './trim.ts';

/** Followers whose timelines are written per transaction. */
const batchSize = 100;

const countFollowers = sql<number>`(select count(*)::int from follows where followee_id = users.id)`;

type MergeSettings = Pick<Settings, 'mergeAtReadFollowers' | 'timelineMaxEntries' | 'timelineReserve'>;

/** Merges the authors who have reached the threshold when timelines are read. @returns how many there were. */
export async function mergePopularAuthors(db: Database, settings: MergeSettings): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ mergedAtRead: true })
    .where('mergedAtRead', '=', false)
    .where(countFollowers, '>=', settings.mergeAtReadFollowers)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Writes the authors who have fallen below half the threshold to each timeline again. @returns how many there were.
 */
export async function writeUnpopularAuthors(db: Database, settings: MergeSettings): Promise<number> {
  const authors = await db
    .selectFrom('users')
    .select('id')
    .where('mergedAtRead', '=', true)
    .where(countFollowers, '<', Math.ceil(settings.mergeAtReadFollowers / 2))
    .execute();
  for (const { id } of authors) await writeAuthor(db, id, settings);
  return authors.length;
}

/**
 * While the author is still merged, entries show nothing twice. In order:
 * 1. note the time;
 * 2. write the author's tweets to the followers, batch by batch;
 * 3. keep jobs of the author waiting, write what was posted and who followed since then, and end the merging.
 */
async function writeAuthor(db: Database, authorId: string, settings: MergeSettings): Promise<void> {
  const start = await db
    .selectNoFrom(sql<Date>`now() - interval '1 minute'`.as('time'))
    .executeTakeFirstOrThrow();
  let followers: string[] = [];
  do {
    followers = await listFollowersAfter(db, authorId, followers.at(-1) ?? '0');
    await db.transaction().execute(async (trx) => {
      await lockAuthors(trx, [authorId], 'shared');
      await writeTweets(trx, {
        authorId,
        settings,
        where: sql<boolean>`follower_id = any(${followers}::bigint[])`,
      });
    });
    await trimTimelines(db, followers, { maxEntries: keptEntries(settings) });
  } while (followers.length > 0);
  await db.transaction().execute(async (trx) => {
    await lockAuthors(trx, [authorId], 'exclusive');
    // A minute more than since the start: a transaction of that age, not yet committed, is ended by its timeout.
    const isNew = sql<boolean>`(newest.created_at >= ${start.time} or follows.created_at >= ${start.time})`;
    await writeTweets(trx, { authorId, settings, where: isNew });
    await trx.updateTable('users').set({ mergedAtRead: false }).where('id', '=', authorId).execute();
  });
}

/** What counts as added when, and as added long ago, is as in the view that merges: streams can go on where they were. */
async function writeTweets(
  trx: Transaction,
  { authorId, settings, where }: { authorId: string; settings: MergeSettings; where: RawBuilder<boolean> },
): Promise<void> {
  const followerId = sql.ref('follows.follower_id');
  await sql`
    insert into timeline_entries (user_id, tweet_id, added_xid)
    select follower_id, newest.id,
      case when newest.created_at < follows.created_at then '0'::xid8 else newest.added_xid end
    from follows
    cross join lateral (select ${reachOf(followerId, settings)} as id offset 0) as reach
    cross join lateral (
      select id, created_at, added_xid from tweets
      where author_id = ${authorId} and deleted_at is null and id > reach.id
        and ${mayBeShownOriginal(followerId, 'tweets')}
      order by id desc limit ${keptEntries(settings)}
    ) as newest
    where followee_id = ${authorId} and ${where} and ${hearsOf(followerId, sql.ref('followee_id'))}
    on conflict do nothing`.execute(trx);
}

async function listFollowersAfter(db: Database, authorId: string, last: string): Promise<string[]> {
  const rows = await db
    .selectFrom('follows')
    .select('followerId')
    .where('followeeId', '=', authorId)
    .where('followerId', '>', last)
    .orderBy('followerId')
    .limit(batchSize)
    .execute();
  return rows.map(({ followerId }) => followerId);
}

import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';
import type { View } from '../views/views.ts';
import { mayBeShown } from '../visibility/unasked.ts';

/** How much of a home timeline is cached. */
export const headLength = 100;

/** Newest first. What is no longer shown goes in a job; until then a page that it leaves short goes on after it. The view adds, to what was written to the timeline, the authors that are merged when it is read. */
export async function listHome(
  db: Database,
  userId: string,
  { last, limit, passesOver = false }: Position,
): Promise<{ id: string }[]> {
  const rows = await db
    .selectFrom('homeTimeline')
    .select('tweetId as id')
    .distinct()
    .where('userId', '=', userId)
    .$if(last !== undefined, (query) => query.where('tweetId', '<', last ?? ''))
    .$if(passesOver, (query) =>
      query.where(
        sql<boolean>`exists (
          select from tweets where tweets.id = tweet_id and deleted_at is null and ${mayBeShown(sql.ref('user_id'), 'tweets')}
        )`,
      ),
    )
    .orderBy('tweetId', 'desc')
    .limit(limit)
    .$narrowType<{ id: string }>()
    .execute();
  return rows;
}

/** By user: the newest ids of the home timeline. */
export const timelineHeadViews: View<readonly string[]> = {
  name: 'timelineHeads',
  maxEntries: 20_000,
  load: loadTimelineHeads,
  staleOn: 'timelines',
  toKey: (hint) => hint.split(':')[0] ?? hint,
};

/**
 * The newest ids of each home timeline. The users come as JSON: of an array Postgres knows how long it is, and makes a plan for it
 * each time, which takes four times as long as the query.
 */
export async function loadTimelineHeads(
  db: Database,
  userIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql<{ userId: string; ids: string[] }>`
    select id::text as "userId", array(
      select distinct tweet_id from home_timeline where user_id = asked.id order by tweet_id desc limit ${sql.lit(headLength)}
    )::text[] as ids
    from (
      select value::bigint as id from jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb)
    ) as asked`.execute(db);
  return new Map(rows.map(({ userId, ids }) => [userId, ids]));
}

/** Puts an author's own tweet into the author's timeline, so that whoever posts sees it at once. */
export async function insertOwnEntry(
  trx: Transaction,
  entry: { userId: string; tweetId: string },
): Promise<void> {
  await insertEntry(trx, entry);
}

/** The same for a retweet, which is not shown to who mutes the author of the original. */
export async function insertOwnRetweet(
  trx: Transaction,
  entry: { userId: string; tweetId: string; originalAuthorId: string },
): Promise<void> {
  await insertUnlessMuted(trx, entry);
}

const insertUnlessMuted = compileOnce(
  (_db, param: Param<{ userId: string; tweetId: string; originalAuthorId: string }>) => sql`
    insert into timeline_entries (user_id, tweet_id)
    select ${param('userId')}::bigint, ${param('tweetId')}::bigint
    where not exists (
      select from mutes
      where muter_id = ${param('userId')}::bigint and muted_id = ${param('originalAuthorId')}::bigint
    )`,
);

const insertEntry = compileOnce((db, param: Param<{ userId: string; tweetId: string }>) =>
  db.insertInto('timelineEntries').values({ userId: param('userId'), tweetId: param('tweetId') }),
);

export function readHomeAdditions(db: Database, userId: string, range: Range): Promise<Additions> {
  return readAdditions(
    db,
    range,
    sql`
      select distinct tweet_id from home_timeline
      where user_id = ${userId} and tweet_id > after and ${isInRange}
      order by tweet_id`,
  );
}

export async function pickHomeAdditions(
  db: Database,
  userId: string,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct tweet_id as id from home_timeline
    where user_id = ${userId} and tweet_id = any(${ids}::bigint[]) and ${isAddedSince(since)}
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}

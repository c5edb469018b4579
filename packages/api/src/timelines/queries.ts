import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';
import { isTrimmedSince } from './trim.ts';

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
    isTrimmedSince(userId),
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

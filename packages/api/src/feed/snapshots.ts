import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import type { FeedEntry } from './build-feed.ts';

/** Keeps a ranking for the pages that follow its first. @returns its id. */
export async function insertSnapshot(
  db: Database,
  { userId, entries }: { userId: string; entries: readonly FeedEntry[] },
): Promise<string> {
  const { id } = await db
    .insertInto('feedSnapshots')
    .values({ userId, items: JSON.stringify(entries) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The entries of a kept ranking from a place on. @throws AppError FEED_EXPIRED */
export async function getEntries(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  { id, userId, from, limit }: { id: string; userId: string; from: number; limit: number },
): Promise<FeedEntry[]> {
  const snapshot = await db
    .selectFrom('feedSnapshots')
    .select(
      sql<FeedEntry[]>`jsonb_path_query_array(items, ${`$[${from} to ${from + limit - 1}]`}::jsonpath)`.as(
        'entries',
      ),
    )
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('createdAt', '>', oldest(settings))
    .executeTakeFirst();
  if (!snapshot) throw new AppError('FEED_EXPIRED');
  return snapshot.entries;
}

export async function deleteExpiredSnapshots({ db, settings }: Services): Promise<void> {
  await db.deleteFrom('feedSnapshots').where('createdAt', '<', oldest(settings)).execute();
}

function oldest({ feed }: Services['settings']) {
  return sql<Date>`now() - make_interval(mins => ${feed.walkTtlMinutes})`;
}

import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import { AppError } from '../core/errors.ts';
import type { FeedEntry } from './build-feed.ts';

/** Walks that a reader has under way at once; the oldest makes room for another. */
const maxPerUser = 3;

/** Keeps a ranking for the pages that follow its first. @returns its id. */
export async function insertSnapshot(
  db: Database,
  { userId, entries }: { userId: string; entries: readonly FeedEntry[] },
): Promise<string> {
  const earlier = db
    .selectFrom('feedSnapshots')
    .select('id')
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .offset(maxPerUser - 1)
    .forUpdate()
    // Another that makes room takes those: two who waited for each other would both fail.
    .skipLocked();
  const { id } = await db
    .with('removed', (writer) => writer.deleteFrom('feedSnapshots').where('id', 'in', earlier))
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
  await deleteInBatches(db, 'feedSnapshots', sql`created_at < ${oldest(settings)}`);
}

function oldest({ feed }: Services['settings']) {
  return sql<Date>`now() - make_interval(mins => ${feed.walkTtlMinutes})`;
}

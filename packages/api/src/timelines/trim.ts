import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { compareIds } from '../core/ids.ts';
import type { Settings } from '../core/settings.ts';

export type Bounds = Pick<Settings, 'timelineMaxEntries' | 'timelineReserve'>;

/** Entries that a timeline is trimmed and filled to. */
export function keptEntries({ timelineMaxEntries, timelineReserve }: Bounds): number {
  return timelineMaxEntries + timelineReserve;
}

/** Keeps the newest entries of each timeline. */
export async function trimTimelines(
  db: Database,
  userIds: readonly string[],
  maxEntries: number,
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    delete from timeline_entries using (
      select asked.id, (
        select tweet_id from timeline_entries where user_id = asked.id
        order by tweet_id desc offset ${maxEntries - 1} limit 1
      ) as oldest_kept
      from unnest(${userIds.toSorted(compareIds)}::bigint[]) as asked (id)
    ) as bounds
    where timeline_entries.user_id = bounds.id and timeline_entries.tweet_id < bounds.oldest_kept`.execute(
    db,
  );
}

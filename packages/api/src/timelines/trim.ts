import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { compareIds } from '../core/ids.ts';
import type { Settings } from '../core/settings.ts';

export type Bounds = Pick<Settings, 'timelineMaxEntries' | 'timelineReserve'>;

/** Entries that a timeline is trimmed and filled to. */
export function keptEntries({ timelineMaxEntries, timelineReserve }: Bounds): number {
  return timelineMaxEntries + timelineReserve;
}

/**
 * Keeps the newest entries of each timeline. A stream that has not read what has gone meanwhile learns of it by `isTrimmedSince`.
 * @param sparesOwn whether what this transaction has written stays until it is trimmed next: streams are to read it first.
 */
export async function trimTimelines(
  db: Database,
  userIds: readonly string[],
  { maxEntries, sparesOwn = false }: { maxEntries: number; sparesOwn?: boolean },
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    with trimmed as (
      delete from timeline_entries using (
        select asked.id, (
          select tweet_id from timeline_entries where user_id = asked.id
          order by tweet_id desc offset ${maxEntries - 1} limit 1
        ) as oldest_kept
        from unnest(${userIds.toSorted(compareIds)}::bigint[]) as asked (id)
      ) as bounds
      where timeline_entries.user_id = bounds.id and timeline_entries.tweet_id < bounds.oldest_kept
        and not (${sparesOwn} and added_xid = pg_current_xact_id())
      returning user_id, added_xid
    )
    insert into timeline_trims (user_id, newest_xid)
    select user_id, max(added_xid) from trimmed group by user_id order by user_id
    on conflict (user_id) do update set newest_xid = excluded.newest_xid
    where timeline_trims.newest_xid < excluded.newest_xid`.execute(db);
}

/** Whether an entry was trimmed that \`since\` does not show. */
export function isTrimmedSince(userId: string): RawBuilder<boolean> {
  return sql`exists (
    select from timeline_trims
    where user_id = ${userId} and newest_xid >= pg_snapshot_xmin(since) and not pg_visible_in_snapshot(newest_xid, since)
  )`;
}

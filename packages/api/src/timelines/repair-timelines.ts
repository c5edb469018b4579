import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { chunk } from '../core/chunk.ts';
import { mayBeShown } from '../visibility/unasked.ts';
import { lockAuthors } from './author-lock.ts';
import type { TimelineDifference } from './compare-timelines.ts';
import type { Entry } from './find-thinned.ts';

/** Differences settled per transaction; bounds the locks that it takes. */
const batchSize = 1_000;

/** Settles differences, as far as they still are. @returns how many entries were written and removed. */
export async function repairTimelines(
  db: Database,
  differences: readonly Place[],
): Promise<{ inserted: number; deleted: number }> {
  const repaired = { inserted: 0, deleted: 0 };
  for (const batch of chunk(differences, batchSize)) {
    const { inserted, removed } = await db.transaction().execute((trx) => repairPlaces(trx, batch));
    repaired.inserted += inserted;
    repaired.deleted += removed.length;
  }
  return repaired;
}

/**
 * Locks the authors as fan-out does, then looks again. A follow, unfollow or deletion that comes after has a job that waits for these
 * locks and finds what was done here. The view that merges authors needs no entry of theirs. As in it, an entry counts as added when
 * its tweet was, or long ago if that is older than the follow.
 * @returns how many entries were written, and those that were removed.
 */
export async function repairPlaces(
  trx: Transaction,
  places: readonly Place[],
): Promise<{ inserted: number; removed: Entry[] }> {
  const authorIds = places.flatMap(({ authorId }) => authorId ?? []);
  const userIds = places.map(({ userId }) => userId);
  const tweetIds = places.map(({ tweetId }) => tweetId);
  await lockAuthors(trx, authorIds, 'shared');
  const { rows } = await sql<{ inserted: number; removed: Entry[] }>`
    with found as (
      -- Asked for one by one: joined, the planner reads all followers of each author.
      select different.*, author_id, tweets.created_at, tweets.added_xid,
        (select created_at from follows where follower_id = user_id and followee_id = author_id) as followed_at,
        (select merged_at_read from users where id = author_id) as is_merged,
        ${mayBeShown(sql.ref('different.user_id'), 'tweets')} as is_shown
      from unnest(${userIds}::bigint[], ${tweetIds}::bigint[]) as different (user_id, tweet_id)
      left join tweets on tweets.id = tweet_id and tweets.deleted_at is null
    ), checked as (
      select user_id, tweet_id, is_merged,
        coalesce(
          is_shown and (author_id = user_id or followed_at is not null)
            and exists (select from users where id = user_id and deleted_at is null), false
        ) as belongs,
        case when created_at < followed_at then '0'::xid8 else added_xid end as added_xid
      from found
    ), inserted as (
      insert into timeline_entries (user_id, tweet_id, added_xid)
      select user_id, tweet_id, added_xid from checked where belongs and not is_merged
      -- As fan-out writes them, which may run beside it.
      order by user_id, tweet_id
      on conflict do nothing
      returning 1
    ), deleted as (
      delete from timeline_entries using checked
      where timeline_entries.user_id = checked.user_id and timeline_entries.tweet_id = checked.tweet_id and not belongs
      returning timeline_entries.user_id::text as "userId", timeline_entries.tweet_id::text as "tweetId"
    )
    select (select count(*)::int from inserted) as inserted,
      (select coalesce(jsonb_agg(deleted), '[]') from deleted) as removed`.execute(trx);
  return rows[0] ?? { inserted: 0, removed: [] };
}

/** Where an entry is that should not be, or should be and is not. */
export type Place = Pick<TimelineDifference, 'userId' | 'tweetId' | 'authorId'>;

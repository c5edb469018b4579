import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { chunk } from '../core/chunk.ts';
import { mayBeShown } from '../visibility/unasked.ts';
import { lockAuthors } from './author-lock.ts';
import type { TimelineDifference } from './compare-timelines.ts';

/** Differences settled per transaction; bounds the locks that it takes. */
const batchSize = 1_000;

/**
 * Settles differences, as far as they still are: locks the authors as fan-out does, then looks again. A follow, unfollow
 * or deletion that comes after has a job that waits for these locks and finds what was done here.
 * @returns how many entries were written and removed.
 */
export async function repairTimelines(
  db: Database,
  differences: readonly Place[],
): Promise<{ inserted: number; deleted: number }> {
  const repaired = { inserted: 0, deleted: 0 };
  for (const batch of chunk(differences, batchSize)) {
    const { inserted, deleted } = await repairBatch(db, batch);
    repaired.inserted += inserted;
    repaired.deleted += deleted;
  }
  return repaired;
}

/** The view that merges authors needs no entry of theirs. As in it, an entry counts as added when its tweet was, or long ago if that is older than the follow. */
function repairBatch(db: Database, differences: readonly Place[]) {
  const authorIds = differences.flatMap(({ authorId }) => authorId ?? []);
  const userIds = differences.map(({ userId }) => userId);
  const tweetIds = differences.map(({ tweetId }) => tweetId);
  return db.transaction().execute(async (trx) => {
    await lockAuthors(trx, authorIds, 'shared');
    const { rows } = await sql<{ inserted: number; deleted: number }>`
      with checked as (
        select user_id, tweet_id, coalesce(users.id is not null and (author_id = user_id or followee_id is not null)
            and ${mayBeShown(sql.ref('different.user_id'), 'tweets')}, false) as belongs,
          coalesce(authors.merged_at_read, false) as is_merged,
          case when tweets.created_at < follows.created_at then '0'::xid8 else tweets.added_xid end as added_xid
        from unnest(${userIds}::bigint[], ${tweetIds}::bigint[]) as different (user_id, tweet_id)
        left join users on users.id = user_id and users.deleted_at is null
        left join tweets on tweets.id = tweet_id and tweets.deleted_at is null
        left join follows on follower_id = user_id and followee_id = author_id
        left join users as authors on authors.id = author_id
      ), inserted as (
        insert into timeline_entries (user_id, tweet_id, added_xid)
        select user_id, tweet_id, added_xid from checked where belongs and not is_merged
        on conflict do nothing
        returning 1
      ), deleted as (
        delete from timeline_entries using checked
        where timeline_entries.user_id = checked.user_id and timeline_entries.tweet_id = checked.tweet_id and not belongs
        returning 1
      )
      select (select count(*)::int from inserted) as inserted, (select count(*)::int from deleted) as deleted`.execute(
      trx,
    );
    return rows[0] ?? { inserted: 0, deleted: 0 };
  });
}

/** Where an entry is that should not be, or should be and is not. */
type Place = Pick<TimelineDifference, 'userId' | 'tweetId' | 'authorId'>;

import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import type { Follow } from '../follows/queries.ts';
import { appendEvents } from '../outbox/append.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { hearsOf, mayBeShownOriginal } from '../visibility/unasked.ts';
import { authorLock } from './author-lock.ts';
import { fillThinned } from './find-thinned.ts';
import { reachOf } from './reach.ts';
import { removeEntries } from './remove-entries.ts';
import { keptEntries, trimTimelines } from './trim.ts';

/**
 * Brings followers' timelines in line with whether the follows stand now: adds the followees' tweets, or takes them out.
 * It does not matter which event came first, or how often.
 */
export const reconcileFollow: RowConsumer<EventOf<'follow.created' | 'follow.deleted'>> = {
  name: 'reconcile-follow',
  locks: ({ followeeId }) => authorLock(followeeId, 'exclusive'),
  async apply(writer, events) {
    const { trx, hints, settings, afterCommit } = writer;
    const follows = await findFollows(trx, events);
    const removed = await removeEntries(trx, follows);
    await fillThinned(writer, removed);
    await addEntries(
      trx,
      follows.filter(({ stands }) => stands),
      settings,
    );
    // Who follows a private account, or no longer, sees what others retweeted of it, or no longer.
    const ofPrivate = new Set(
      follows.filter(({ isPrivate }) => isPrivate).map(({ followerId }) => followerId),
    );
    await appendEvents(
      writer,
      [...ofPrivate].map((userId) => ({ type: 'timeline.shortened', userId })),
    );
    afterCommit(() => hints.publish('timelines', [...new Set(follows.map(({ followerId }) => followerId))]));
  },
};

async function findFollows(trx: Transaction, asked: readonly Follow[]): Promise<FoundFollow[]> {
  const { rows } = await sql<FoundFollow>`
    select asked.follower_id as "followerId", asked.followee_id as "followeeId", follows.follower_id is not null as stands,
      coalesce(merged_at_read, false) as "mergedAtRead", coalesce(private, false) as "isPrivate",
      (select coalesce(sum(followers), 0)::int from user_counts where user_id = asked.followee_id) as followers
    from (
      select distinct * from unnest(${asked.map(({ followerId }) => followerId)}::bigint[], ${asked.map(({ followeeId }) => followeeId)}::bigint[])
        as asked (follower_id, followee_id)
    ) as asked
    left join follows on follows.follower_id = asked.follower_id and follows.followee_id = asked.followee_id
    left join users on users.id = asked.followee_id
    order by asked.followee_id, asked.follower_id`.execute(trx);
  return rows;
}

/** Entries of tweets older than the follow count as added long ago, so that live streams do not tell of them. */
async function addEntries(
  trx: Transaction,
  standing: readonly FoundFollow[],
  settings: Settings,
): Promise<void> {
  const written = standing.filter(({ mergedAtRead }) => !mergedAtRead);
  const isPopular = ({ followers }: FoundFollow) => followers >= settings.mergeAtReadFollowers;
  const popular = written.filter(isPopular).map(({ followeeId }) => followeeId);
  if (popular.length > 0)
    await trx
      .updateTable('users')
      .set({ mergedAtRead: true })
      .where('id', '=', sql<string>`any(${popular})`)
      .execute();
  const added = written.filter((follow) => !isPopular(follow));
  if (added.length === 0) return;
  const followerId = sql.ref('asked.follower_id');
  await sql`
    insert into timeline_entries (user_id, tweet_id, added_xid)
    select asked.follower_id, newest.id,
      case when newest.created_at < follows.created_at then '0'::xid8 else pg_current_xact_id() end
    from ${rowsOf(added)}
    join follows on follows.follower_id = asked.follower_id and follows.followee_id = asked.followee_id
    cross join lateral (select ${reachOf(followerId, settings)} as id offset 0) as reach
    cross join lateral (
      select id, created_at from tweets
      where author_id = asked.followee_id and deleted_at is null and id > reach.id
        and ${mayBeShownOriginal(followerId, 'tweets')}
      order by id desc
      limit ${keptEntries(settings)}
    ) as newest
    where ${hearsOf(followerId, sql.ref('asked.followee_id'))}
    on conflict do nothing`.execute(trx);
  const userIds = new Set(added.map(({ followerId }) => followerId));
  await trimTimelines(trx, [...userIds], { maxEntries: keptEntries(settings) });
}

function rowsOf(follows: readonly FoundFollow[]) {
  const column = <Name extends keyof FoundFollow>(name: Name) => follows.map((follow) => follow[name]);
  return sql`
    unnest(${column('followerId')}::bigint[], ${column('followeeId')}::bigint[], ${column('stands')}::boolean[])
      as asked (follower_id, followee_id, stands)`;
}

interface FoundFollow extends Follow {
  /** Whether it is there now. */
  stands: boolean;
  mergedAtRead: boolean;
  isPrivate: boolean;
  followers: number;
}

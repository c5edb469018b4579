import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import type { Follow } from '../follows/queries.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthors } from './author-lock.ts';
import { findDifferences } from './find-differences.ts';
import { repairTimelines } from './repair-timelines.ts';
import { trimTimelines } from './trim.ts';

/**
 * Brings a follower's timeline in line with whether the follow stands now: adds the followee's tweets, or takes them out.
 * It does not matter which event came first, or how often.
 */
export const reconcileFollow: Consumer<EventOf<'follow.created' | 'follow.deleted'>> = {
  name: 'reconcile-follow',
  // Each may compare a whole timeline: a job of many would hold up new tweets, and the end of the process.
  maxEvents: 20,
  priority: 10,
  async handle({ db, hints, settings }, events) {
    for (const follow of distinct(events)) {
      const stands = await db.transaction().execute(async (trx) => {
        await lockAuthors(trx, [follow.followeeId], 'exclusive');
        const standing = await findFollow(trx, follow);
        if (standing) await addAuthor(trx, standing, settings);
        else await removeAuthor(trx, follow);
        return standing !== undefined;
      });
      if (!stands) await refill(db, follow.followerId, settings);
      hints.publish('timelines', [follow.followerId]);
    }
  },
};

function findFollow(trx: Transaction, { followerId, followeeId }: Follow) {
  return trx
    .selectFrom('follows')
    .innerJoin('users', 'users.id', 'follows.followeeId')
    .select(['followerId', 'followeeId', 'follows.createdAt', 'mergedAtRead'])
    .select(
      sql<number>`(select sum(followers)::int from user_counts where user_id = followee_id)`.as('followers'),
    )
    .where('followerId', '=', followerId)
    .where('followeeId', '=', followeeId)
    .executeTakeFirst();
}

/** Entries of tweets older than the follow count as added long ago, so that live streams do not tell of them. */
async function addAuthor(trx: Transaction, follow: StandingFollow, settings: Settings): Promise<void> {
  const { followerId, followeeId, createdAt, mergedAtRead, followers } = follow;
  await removeDeleted(trx, follow);
  if (mergedAtRead) return;
  if (followers >= settings.mergeAtReadFollowers) {
    await trx.updateTable('users').set({ mergedAtRead: true }).where('id', '=', followeeId).execute();
    return;
  }
  await sql`
    insert into timeline_entries (user_id, tweet_id, added_xid)
    select ${followerId}, id, case when created_at < ${createdAt} then '0'::xid8 else pg_current_xact_id() end
    from tweets
    where author_id = ${followeeId} and deleted_at is null
    order by id desc
    limit ${settings.timelineMaxEntries}
    on conflict do nothing`.execute(trx);
  await trimTimelines(trx, [followerId], settings.timelineMaxEntries);
}

/** What was deleted while the follow was not there: the removal of a tweet looks at those who follow its author then. */
async function removeDeleted(trx: Transaction, { followerId, followeeId }: Follow): Promise<void> {
  await sql`
    delete from timeline_entries using tweets
    where timeline_entries.user_id = ${followerId} and tweets.id = timeline_entries.tweet_id
      and tweets.author_id = ${followeeId} and tweets.deleted_at is not null`.execute(trx);
}

async function removeAuthor(trx: Transaction, { followerId, followeeId }: Follow): Promise<void> {
  await sql`
    delete from timeline_entries using tweets
    where timeline_entries.user_id = ${followerId}
      and tweets.id = timeline_entries.tweet_id and tweets.author_id = ${followeeId}`.execute(trx);
}

/** What was trimmed when the timeline was full comes back into the room that has been made. */
async function refill(
  db: Database,
  userId: string,
  { timelineMaxEntries: maxEntries }: Settings,
): Promise<void> {
  const { differences } = await findDifferences(db, {
    userIds: [userId],
    maxEntries,
    followsAreSettled: true,
  });
  await repairTimelines(
    db,
    differences.filter(({ kind }) => kind !== 'extra'),
  );
}

function distinct(follows: readonly Follow[]): Follow[] {
  return [
    ...new Map(follows.map((follow) => [`${follow.followerId}:${follow.followeeId}`, follow])).values(),
  ];
}

type StandingFollow = NonNullable<Awaited<ReturnType<typeof findFollow>>>;

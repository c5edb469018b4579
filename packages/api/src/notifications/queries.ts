import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';
import { maxActorCount, maxActors, type NotificationSummary, NotificationType } from './schema.ts';
import { isTweetLeft, stands } from './stands.ts';
import { lockUsers } from './write-notices.ts';

/** Notices of a group looked at: bounds what a group costs whose latest actors are all hidden. */
const maxNoticesRead = 1_000;

/**
 * Ids, latest first. A group that has grown since the first page was read stands where it was then, by the id that it had:
 * so whoever reads on misses nothing and reads nothing twice.
 */
export async function listNotificationIds(
  db: Database,
  userId: string,
  { start, last, limit, types }: NotificationPosition & { types?: readonly NotificationType[] | undefined },
): Promise<{ id: string }[]> {
  const isListed = sql`user_id = ${userId} ${types ? sql`and type = any(${types}::text[])` : sql``}`;
  const { rows } = await sql<{ id: string }>`
    select id from (
      (
        select last_id as id from notification_groups as listed
        where ${isListed} ${last === undefined ? sql`` : sql`and last_id < ${last}`} and ${isShown(sql.ref('last_id'))}
        order by last_id desc
        limit ${limit}
      )
      ${start === undefined || last === undefined ? sql`` : sql`union all (${grownSince(start, { isListed, last, limit })})`}
    ) as found
    order by id desc
    limit ${limit}`.execute(db);
  return rows;
}

function grownSince(
  start: string,
  { isListed, last, limit }: { isListed: ReturnType<typeof sql>; last: string; limit: number },
) {
  return sql`
    select former.id from notification_groups as listed
    cross join lateral (
      select id from notifications where group_id = listed.id and id <= ${start} order by id desc limit 1
    ) as former
    where ${isListed} and last_id > ${start} and listed.id <= ${start} and former.id < ${last}
      and ${isShown(sql.ref('former.id'))}
    order by former.id desc
    limit ${limit}`;
}

/** Whether the group `listed` of a query, as it was at an id, has something to show. */
function isShown(id: ReturnType<typeof sql>) {
  return sql<boolean>`(
    ${isTweetLeft('listed')} and exists (select from ${noticesUpTo(id)} as notice where ${stands})
  )`;
}

/** The latest notices of the group `listed` of a query, as it was at an id. */
function noticesUpTo(id: ReturnType<typeof sql>) {
  return sql`(
    select id, user_id, type, actor_id, tweet_id, act_id, created_at from notifications
    where group_id = listed.id and id <= ${id}
    order by id desc
    limit ${sql.lit(maxNoticesRead)}
  )`;
}

/**
 * Those of the notifications that are the user's and have something to show, latest first. The row that gave a group its id may
 * have gone: its actor was deleted, or did the same again.
 */
export async function loadNotifications(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<NotificationView[]> {
  const { rows } = await sql<NotificationView>`
    select latest.id, listed.id as "groupId", listed.type, listed.tweet_id as "tweetId", read_at is not null as read, shown.*
    from (
      select id, group_id from notifications where id = any(${ids}::bigint[])
      union select last_id, id from notification_groups where user_id = ${userId} and last_id = any(${ids}::bigint[])
    ) as latest
    join notification_groups as listed on listed.id = group_id and listed.user_id = ${userId}
    cross join lateral (
      select (array_agg(actor_id order by id desc))[:${sql.lit(maxActors)}]::text[] as "actorIds",
        count(*)::int as "actorCount", max(created_at) as "createdAt"
      from (
        select id, actor_id, created_at from ${noticesUpTo(sql.ref('latest.id'))} as notice
        where ${stands}
        order by id desc
        limit ${sql.lit(maxActorCount)}
      ) as standing
    ) as shown
    where shown."actorCount" > 0
    order by latest.id desc`.execute(db);
  return rows;
}

export async function summarizeNotifications(db: Database, userId: string): Promise<NotificationSummary> {
  const { rows } = await sql<{ type: NotificationType; unread: number }>`
    select type, count(*)::int as unread from notification_groups as listed
    where user_id = ${userId} and read_at is null and ${isShown(sql.ref('last_id'))}
    group by type`.execute(db);
  const counts = new Map(rows.map(({ type, unread }) => [type, unread]));
  return {
    unread: rows.reduce((sum, { unread }) => sum + unread, 0),
    // `as`: the keys are all the types.
    byType: Object.fromEntries(
      NotificationType.options.map((type) => [type, counts.get(type) ?? 0]),
    ) as NotificationSummary['byType'],
  };
}

/** Marks as read what came no later than a notification, or all there is. What comes while this runs stays unread. @returns whether there was any. */
export async function markNotificationsRead(
  trx: Transaction,
  userId: string,
  upTo: string | undefined,
): Promise<boolean> {
  await lockUsers(trx, [{ userId }]);
  const { numUpdatedRows } = await trx
    .updateTable('notificationGroups')
    .set({ readAt: sql`now()` })
    .where('userId', '=', userId)
    .where('readAt', 'is', null)
    .$if(upTo !== undefined, (query) => query.where('lastId', '<=', upTo ?? ''))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function readNotificationAdditions(db: Database, userId: string, range: Range): Promise<Additions> {
  return readAdditions(
    db,
    range,
    sql`
      select last_id from notification_groups
      where user_id = ${userId} and last_id > after and ${isInRange}
      order by last_id`,
  );
}

/** A notification counts as added when its group last grew. */
export async function pickNotificationAdditions(
  db: Database,
  userId: string,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const rows = await db
    .selectFrom('notifications')
    .innerJoin('notificationGroups', 'notificationGroups.id', 'groupId')
    .select('notifications.id')
    .where('notifications.id', '=', sql<string>`any(${ids})`)
    .where('notifications.userId', '=', userId)
    .where(isAddedSince(since))
    .orderBy('notifications.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Where a list of notifications goes on: after one, of those that there were when its first page was read. */
interface NotificationPosition {
  /** The id of the latest notification of the first page; undefined for the first page. */
  start: string | undefined;
  /** The id of the last notification of the page before. */
  last: string | undefined;
  limit: number;
}

/** One notification of a user as it was when it got its id. */
interface NotificationView {
  id: string;
  groupId: string;
  type: NotificationType;
  tweetId: string | null;
  read: boolean;
  /** The latest, latest first. */
  actorIds: string[];
  actorCount: number;
  createdAt: Date;
}

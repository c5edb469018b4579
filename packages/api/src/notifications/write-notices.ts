import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { takeLocks } from '../outbox/locks.ts';
import type { NotificationType } from './schema.ts';
import { currentAct, isTweetLeft, stands } from './stands.ts';
import { trimNotifications } from './trim-notifications.ts';

/** One notification in this many trims those of its user. A prime, as in fan-out-tweet.ts. */
const trimEvery = 61n;

/** That an actor did something which concerns a user; of a removal, which names nobody, the actor is its author. */
export interface Notice {
  userId: string;
  type: NotificationType;
  actorId: string;
  tweetId: string | null;
  /** Whether it is no news to the user. */
  isRead?: boolean;
}

/** Writes those of the notices that stand and are not known yet, or are done again, and tells the users' streams. */
export async function writeNotices(
  { trx, hints, settings, afterCommit }: Writer,
  notices: readonly Notice[],
): Promise<void> {
  if (notices.length === 0) return;
  await lockUsers(trx, notices);
  const grown = await insertNotices(trx, notices);
  const trimmed = grown.filter(({ id }) => BigInt(id) % trimEvery === 0n);
  await trimNotifications(
    trx,
    trimmed.map(({ userId }) => userId),
    settings.notificationsMax,
  );
  afterCommit(() =>
    hints.publish(
      'notifications',
      grown.map(({ userId, id }) => `${userId}:${id}`),
    ),
  );
}

/**
 * Orders, per user, those who write or read off notifications: so ids of one user's notifications are committed in their
 * order, and a group is not read while it grows. Held until the transaction ends.
 */
export function lockUsers(trx: Transaction, notices: readonly { userId: string }[]): Promise<void> {
  return takeLocks(
    trx,
    notices.map(({ userId }) => ({ space: 'notifications', id: userId, mode: 'exclusive' })),
  );
}

/**
 * Adds each new notice to the unread group of its kind, or to a new one, of users whose lock the transaction holds. @returns the groups
 * that grew, by their latest id.
 */
export async function insertNotices(
  trx: Transaction,
  notices: readonly Notice[],
): Promise<{ userId: string; id: string }[]> {
  const column = <Name extends keyof Notice>(name: Name) => notices.map((notice) => notice[name]);
  const { rows } = await sql<{ userId: string; id: string }>`
    with fresh as materialized (
      select next_id() as id, notice.* from (
        select notice.*, ${currentAct} as act_id from (
          select user_id, type, actor_id, tweet_id, bool_and(is_read) as is_read
          from unnest(
            ${column('userId')}::bigint[], ${column('type')}::text[], ${column('actorId')}::bigint[],
            ${column('tweetId')}::bigint[], ${notices.map(({ isRead = false }) => isRead)}::boolean[]
          ) with ordinality as asked (user_id, type, actor_id, tweet_id, is_read, place)
          group by user_id, type, actor_id, tweet_id
          order by min(place)
        ) as notice
      ) as notice
      where (user_id <> actor_id or type = 'removal')
        and exists (select from users where users.id = user_id and is_active)
        and ${stands} and ${isTweetLeft('notice')}
        and not exists (
          select from notifications as known
          where known.user_id = notice.user_id and known.actor_id = notice.actor_id
            and coalesce(known.tweet_id, 0) = coalesce(notice.tweet_id, 0)
            and ${kindOf('known.type')} = ${kindOf('notice.type')} and known.act_id is not distinct from notice.act_id
        )
    ), grown as (
      insert into notification_groups (id, user_id, type, tweet_id, last_id, read_at)
      select min(id), user_id, type, tweet_id, max(id), case when is_read then now() end
      from fresh group by user_id, type, tweet_id, is_read
      on conflict (user_id, type, tweet_id) where read_at is null
        do update set last_id = excluded.last_id, added_xid = excluded.added_xid
      returning id, user_id, type, tweet_id, last_id, read_at is not null as is_read
    ), written as (
      insert into notifications (id, group_id, user_id, type, actor_id, tweet_id, act_id)
      select fresh.id, grown.id, fresh.user_id, fresh.type, actor_id, fresh.tweet_id, act_id
      from fresh join grown on grown.user_id = fresh.user_id and grown.type = fresh.type
        and grown.tweet_id is not distinct from fresh.tweet_id and grown.is_read = fresh.is_read
      -- What is done again moves to where it is news.
      on conflict (user_id, actor_id, coalesce(tweet_id, 0), ${kind})
        do update set id = excluded.id, group_id = excluded.group_id, act_id = excluded.act_id, created_at = excluded.created_at
    )
    select user_id as "userId", last_id as id from grown`.execute(trx);
  return rows;
}

/** As in the index notifications_key: of answering, quoting and mentioning, a tweet notifies of one. */
const kind = kindOf('type');

export function kindOf(column: string) {
  const type = sql.ref(column);
  return sql`(case when ${type} in ('reply', 'quote', 'mention') then 'tweet' else ${type} end)`;
}

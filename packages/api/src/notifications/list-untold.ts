import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Settings } from '../core/settings.ts';
import { isRestorable } from '../tweets/restorable.ts';
import { isTweetLeft, removalOf, stands } from './stands.ts';
import { kindOf, type Notice } from './write-notices.ts';

/** What there is to tell of, and of what can be done again which act it is. Whether a follow was accepted, and what was edited, does not stand in the tables. */
const acts = sql`
  select 'like' as type, tweets.author_id as user_id, likes.user_id as actor_id, tweet_id, null::bigint as act_id, likes.created_at
    from likes join tweets on tweets.id = tweet_id
  union all select 'follow', followee_id, follower_id, null, id, created_at from follows
  union all select 'followRequest', followee_id, follower_id, null, id, created_at from follow_requests
  union all select 'retweet', original.author_id, tweets.author_id, original.id, null, tweets.created_at
    from tweets join tweets as original on original.id = tweets.retweet_of_id where tweets.deleted_at is null
  union all select 'reply', answered.author_id, tweets.author_id, tweets.id, null, tweets.created_at
    from tweets join tweets as answered on answered.id = tweets.reply_to_id where tweets.deleted_at is null
  union all select 'quote', quoted.author_id, tweets.author_id, tweets.id, null, tweets.created_at
    from tweets join tweets as quoted on quoted.id = tweets.quoted_id where tweets.deleted_at is null
  union all select 'mention', users.id, author_id, tweets.id, null, tweets.created_at
    from tweets
    cross join lateral jsonb_array_elements(entities -> 'mentions') as mention
    join users on lower(users.username) = lower(mention ->> 'username') and users.created_at <= tweets.created_at
    where tweets.deleted_at is null
  union all select 'removal', author_id, author_id, tweets.id, ${removalOf}, deleted_at
    from tweets where removal_reason is not null and ${isRestorable}`;

/** Beyond so many the number says nothing more. */
const most = 100_000;

/**
 * What stands and its user does not know, as far back as nothing that was read is deleted, of users who have fewer notifications than
 * are kept. Of a tweet once, of the first that applies. Some of it may have been kept from the user when it was done, and nothing tells of
 * that any more: by a mute, a block, a suspension or a private account that has ended, or by trimming.
 */
export async function listUntold(
  db: Database,
  { readNotificationsDays, notificationsMax }: Pick<Settings, 'readNotificationsDays' | 'notificationsMax'>,
): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    with unknown as materialized (
      select acts.* from (${acts}) as acts
      left join notifications as known on known.user_id = acts.user_id and known.actor_id = acts.actor_id
        and coalesce(known.tweet_id, 0) = coalesce(acts.tweet_id, 0) and ${kindOf('known.type')} = ${kindOf('acts.type')}
        and (known.act_id is null or known.act_id = acts.act_id)
      where known.id is null and (acts.user_id <> acts.actor_id or acts.type = 'removal')
        and acts.created_at > now() - make_interval(days => ${readNotificationsDays}::int)
    )
    select distinct on (user_id, actor_id, tweet_id, ${kindOf('type')})
      type, user_id as "userId", actor_id as "actorId", tweet_id as "tweetId"
    from unknown as notice
    where exists (select from users where users.id = user_id and is_active)
      and not exists (
        select from notification_groups where notification_groups.user_id = notice.user_id offset ${notificationsMax - 1}
      )
      and ${stands} and ${isTweetLeft('notice')}
    order by user_id, actor_id, tweet_id, ${kindOf('type')}, array_position(array['reply', 'quote', 'mention'], type)
    limit ${most}`.execute(db);
  return rows;
}

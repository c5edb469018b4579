import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Settings } from '../core/settings.ts';
import { isTweetLeft, stands } from './stands.ts';
import { kindOf } from './write-notices.ts';

/** That somebody did something of which the user whom it concerns has no notification. */
export interface Untold {
  type: string;
  userId: string;
  actorId: string;
  tweetId: string | null;
}

/** What there is to tell of, a user with each tweet once. Whether a follow was accepted, and what was edited, does not stand in the tables. */
const acts = sql`
  select 'like' as type, tweets.author_id as user_id, likes.user_id as actor_id, tweet_id, likes.created_at
    from likes join tweets on tweets.id = tweet_id
  union all select 'follow', followee_id, follower_id, null, created_at from follows
  union all select 'followRequest', followee_id, follower_id, null, created_at from follow_requests
  union all select 'retweet', original.author_id, tweets.author_id, original.id, tweets.created_at
    from tweets join tweets as original on original.id = tweets.retweet_of_id where tweets.deleted_at is null
  union all select 'reply', answered.author_id, tweets.author_id, tweets.id, tweets.created_at
    from tweets join tweets as answered on answered.id = tweets.reply_to_id where tweets.deleted_at is null
  union all select 'quote', quoted.author_id, tweets.author_id, tweets.id, tweets.created_at
    from tweets join tweets as quoted on quoted.id = tweets.quoted_id where tweets.deleted_at is null
  union all select 'mention', users.id, author_id, tweets.id, tweets.created_at
    from tweets
    cross join lateral jsonb_array_elements(entities -> 'mentions') as mention
    join users on lower(users.username) = lower(mention ->> 'username')
    where tweets.deleted_at is null`;

/** Beyond so many the number says nothing more. */
const most = 100_000;

/**
 * What stands and its user does not know, of users whose notifications have never been trimmed, as far back as nothing that was read is
 * deleted. Some of it may have been kept from the user when it was done, by a mute or a block that is no more.
 */
export async function listUntold(
  db: Database,
  { readNotificationsDays, notificationsMax }: Pick<Settings, 'readNotificationsDays' | 'notificationsMax'>,
): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    with unknown as materialized (
      select acts.*, null::bigint as act_id from (${acts}) as acts
      left join notifications as known on known.user_id = acts.user_id and known.actor_id = acts.actor_id
        and coalesce(known.tweet_id, 0) = coalesce(acts.tweet_id, 0) and ${kindOf('known.type')} = ${kindOf('acts.type')}
      where known.id is null and acts.user_id <> acts.actor_id
        and acts.created_at > now() - make_interval(days => ${readNotificationsDays}::int)
    )
    select distinct type, user_id as "userId", actor_id as "actorId", tweet_id as "tweetId"
    from unknown as notice
    where exists (select from users where users.id = user_id and is_active)
      and not exists (
        select from notification_groups where notification_groups.user_id = notice.user_id offset ${notificationsMax - 1}
      )
      and ${stands} and ${isTweetLeft('notice.tweet_id')}
    limit ${most}`.execute(db);
  return rows;
}

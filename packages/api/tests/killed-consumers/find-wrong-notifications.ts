import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/**
 * What users did to each other and others were not notified of exactly once. Where a block, a mute or a suspension came in
 * between, it depends on the moment whether one is notified, so these users have had none.
 */
export async function findWrongNotifications(
  db: Database,
  userIds: readonly string[],
): Promise<WrongNotification[]> {
  const { rows } = await sql<WrongNotification>`
    with living as (select * from tweets where deleted_at is null), due (type, user_id, actor_id, tweet_id) as (
      select 'like', author_id, user_id, living.id from likes join living on living.id = tweet_id
      union select 'follow', followee_id, follower_id, null from follows
      union select 'retweet', original.author_id, living.author_id, original.id
        from living join living as original on original.id = living.retweet_of_id
      union select 'tweet', concerned.author_id, living.author_id, living.id
        from living join tweets as concerned on concerned.id in (living.reply_to_id, living.quoted_id)
      union select 'tweet', users.id, author_id, living.id
        from living cross join jsonb_array_elements(entities -> 'mentions') as mention
        join users on lower(users.username) = lower(mention ->> 'username')
    )
    select due.type, due.user_id::text as "userId", due.actor_id::text as "actorId", due.tweet_id::text as "tweetId",
      count(known.id)::int as times
    from due left join notifications as known
      on known.user_id = due.user_id and known.actor_id = due.actor_id and known.tweet_id is not distinct from due.tweet_id
        and (case when known.type in ('reply', 'quote', 'mention') then 'tweet' else known.type end) = due.type
    where due.user_id <> due.actor_id and due.user_id = any(${userIds}::bigint[]) and due.actor_id = any(${userIds}::bigint[])
    group by due.type, due.user_id, due.actor_id, due.tweet_id
    having count(known.id) <> 1`.execute(db);
  return rows;
}

interface WrongNotification {
  type: string;
  userId: string;
  actorId: string;
  tweetId: string | null;
  times: number;
}

import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** Likes and follows that stand must each have notified once. */
export async function verifyNotifications(db: Database): Promise<{ lost: string[]; doubled: string[] }> {
  const { rows } = await sql<Notified>`
    with due as (
      select 'like' as type, tweets.author_id as user_id, likes.user_id as actor_id, tweets.id as tweet_id
      from likes join tweets on tweets.id = likes.tweet_id
      where tweets.deleted_at is null and tweets.author_id <> likes.user_id
      union all
      select 'follow', followee_id, follower_id, null from follows
      where exists (select from tweets where author_id = follower_id)
    )
    select due.type, due.user_id::text as "userId", due.actor_id::text as "actorId", count(known.id)::int as times
    from due left join notifications as known
      on known.type = due.type and known.user_id = due.user_id and known.actor_id = due.actor_id
        and known.tweet_id is not distinct from due.tweet_id
    group by due.type, due.user_id, due.actor_id, due.tweet_id
    having count(known.id) <> 1`.execute(db);
  const describe = ({ type, userId, actorId }: Notified) =>
    `notification of user ${userId}: ${type} by ${actorId}`;
  return {
    lost: rows.filter(({ times }) => times === 0).map(describe),
    doubled: rows.filter(({ times }) => times > 1).map(describe),
  };
}

interface Notified {
  type: string;
  userId: string;
  actorId: string;
  times: number;
}

import { sql } from 'kysely';
import { hearsOf, mayReadTweetsOf } from '../visibility/unasked.ts';

const userId = sql.ref('notice.user_id');
const actorId = sql.ref('notice.actor_id');

/**
 * Whether a row `notice` of a query says what is true now, of someone whom its user hears of. Decided when a notification
 * is written and again whenever it is read, so what is taken back is gone at once, whichever event comes first.
 */
export const stands = sql<boolean>`(
  ${hearsOf(userId, actorId)}
  and case notice.type
    when 'like' then exists (
      select from likes where likes.user_id = notice.actor_id and likes.tweet_id = notice.tweet_id
    )
    when 'retweet' then ${mayReadTweetsOf(userId, actorId)} and exists (
      select from tweets
      where author_id = notice.actor_id and retweet_of_id = notice.tweet_id and deleted_at is null
    )
    when 'follow' then exists (
      select from follows where follower_id = notice.actor_id and followee_id = notice.user_id
    )
    when 'followRequest' then exists (
      select from follow_requests where follower_id = notice.actor_id and followee_id = notice.user_id
    )
    when 'followAccepted' then exists (
      select from follows where follower_id = notice.user_id and followee_id = notice.actor_id
    )
    else ${mayReadTweetsOf(userId, actorId)}
  end
)`;

/** Whether what a notification is about is there. */
export function isTweetLeft(tweetId: string) {
  const id = sql.ref(tweetId);
  return sql<boolean>`(
    ${id} is null or exists (select from tweets where tweets.id = ${id} and deleted_at is null)
  )`;
}

import { sql } from 'kysely';
import { isRestorable } from '../tweets/restorable.ts';
import { equals, hearsOf, mayReadTweetsOf } from '../visibility/unasked.ts';

const userId = sql.ref('notice.user_id');
const actorId = sql.ref('notice.actor_id');
const tweetId = sql.ref('notice.tweet_id');

/** Tells a removal of one of the `tweets` of a query from the next, after it was restored. */
export const removalOf = sql<string>`(extract(epoch from deleted_at) * 1000)::bigint`;

/** Which act a row `notice` of a query tells of, of those that can be done again: the follow or the request that there is now, the last edit, or the removal. */
export const currentAct = sql<string | null>`(
  case notice.type
    when 'followRequest' then (
      select id from follow_requests where follower_id = notice.actor_id and followee_id = notice.user_id
    )
    when 'follow' then (select id from follows where follower_id = notice.actor_id and followee_id = notice.user_id)
    when 'followAccepted' then (
      select id from follows where follower_id = notice.user_id and followee_id = notice.actor_id
    )
    when 'edit' then (select max(version) from tweet_versions where tweet_id = notice.tweet_id)
    when 'removal' then (select ${removalOf} from tweets where id = notice.tweet_id and ${isRestorable})
  end
)`;

/**
 * Whether a row `notice` of a query says what is true now, of someone whom its user hears of. Decided when a notification
 * is written and again whenever it is read, so what is taken back is gone at once, whichever event comes first.
 */
export const stands = sql<boolean>`(
  ${hearsOf(userId, actorId)}
  and case
    -- A process of an earlier version does not say which.
    when notice.type in ('follow', 'followRequest', 'followAccepted', 'removal')
      then coalesce(notice.act_id, ${currentAct}) = ${currentAct}
    when notice.type = 'like' then exists (
      select from likes where likes.user_id ${equals(actorId)} and likes.tweet_id ${equals(tweetId)}
    )
    when notice.type = 'retweet' then ${mayReadTweetsOf(userId, actorId)} and exists (
      select from tweets
      where author_id ${equals(actorId)} and retweet_of_id ${equals(tweetId)} and deleted_at is null
    )
    when notice.type = 'quote' then ${mayReadTweetsOf(userId, actorId)} and exists (
      select from tweets where tweets.id ${equals(tweetId)} and quoted_id is not null
    )
    when notice.type = 'mention' then ${mayReadTweetsOf(userId, actorId)} and exists (
      select from tweets
      where tweets.id ${equals(tweetId)} and (edited_at is null or (
        select lower(username) from users where users.id = notice.user_id
      ) in (select lower(mention ->> 'username') from jsonb_array_elements(entities -> 'mentions') as mention))
    )
    when notice.type = 'edit' then ${mayReadTweetsOf(userId, actorId)} and (
      exists (
        select from tweets
        where author_id ${equals(userId)} and retweet_of_id ${equals(tweetId)} and deleted_at is null
      ) or exists (
        select from tweets where author_id ${equals(userId)} and quoted_id ${equals(tweetId)} and deleted_at is null
      )
    )
    else ${mayReadTweetsOf(userId, actorId)}
  end
)`;

/** Whether what a notification of a query, under its alias, is about is there; that it is not is what a removal tells. */
export function isTweetLeft(alias: 'notice' | 'listed') {
  const id = sql.ref(`${alias}.tweet_id`);
  return sql<boolean>`(
    ${id} is null or ${sql.ref(`${alias}.type`)} = 'removal' or exists (select from tweets where tweets.id ${equals(id)} and deleted_at is null)
  )`;
}

import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** Every counter that differs from the number of rows it counts. */
export async function findWrongCounters(db: Database): Promise<WrongCounter[]> {
  const { rows } = await sql<WrongCounter>`
    with counted_tweets as (
      select * from tweets where deleted_at is null and uncounted_at is null
    ), counters (of, id, counted, counter) as (
      select 'likes', id, (select count(*) from likes where tweet_id = tweets.id and uncounted_at is null),
        (select coalesce(sum(likes), 0) from tweet_counts where tweet_id = tweets.id)
      from tweets
      union all
      select 'replies', id,
        (select count(*) from counted_tweets as reply where reply.reply_to_id = tweets.id),
        (select coalesce(sum(replies), 0) from tweet_counts where tweet_id = tweets.id)
      from tweets where deleted_at is null
      union all
      select 'retweets', id,
        (select count(*) from counted_tweets as retweet where retweet.retweet_of_id = tweets.id),
        (select coalesce(sum(retweets), 0) from tweet_counts where tweet_id = tweets.id)
      from tweets where deleted_at is null
      union all
      select 'quotes', id,
        (select count(*) from counted_tweets as quote where quote.quoted_id = tweets.id),
        (select coalesce(sum(quotes), 0) from tweet_counts where tweet_id = tweets.id)
      from tweets where deleted_at is null
      union all
      select 'bookmarks', id, (select count(*) from bookmarks where tweet_id = tweets.id and uncounted_at is null),
        (select coalesce(sum(bookmarks), 0) from tweet_counts where tweet_id = tweets.id)
      from tweets
      union all
      select 'tweets', id, (select count(*) from tweets where author_id = users.id and deleted_at is null),
        (select coalesce(sum(tweets), 0) from user_counts where user_id = users.id)
      from users
      union all
      select 'followers', id, (select count(*) from follows where followee_id = users.id and counted),
        (select coalesce(sum(followers), 0) from user_counts where user_id = users.id)
      from users
      union all
      select 'following', id, (select count(*) from follows where follower_id = users.id and counted),
        (select coalesce(sum(following), 0) from user_counts where user_id = users.id)
      from users
    )
    select of, id, counted::int, counter::int from counters where counted <> counter`.execute(db);
  return rows;
}

interface WrongCounter {
  of: string;
  id: string;
  counted: number;
  counter: number;
}

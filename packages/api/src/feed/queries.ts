import { type Database, firstIdAt } from '@dunlin/db';
import { sql } from 'kysely';
import type { ReasonType } from '../core/feed-settings.ts';

const day = 24 * 3_600_000;
const limits = { home: 400, followees: 500, likesOfEach: 10, likes: 600, popular: 100, interactions: 300 };

/** Why a tweet may stand in the feed, and whose doing it is; a tweet comes up once for each. */
export interface Pointer {
  tweetId: string;
  type: ReasonType;
  userId: string | null;
}

/** What those whom the viewer follows lately wrote, retweeted, answered and liked, and what is popular. Retweets come up as what they repeat. */
export async function listPointers(db: Database, viewerId: string): Promise<Pointer[]> {
  const { rows } = await sql<Pointer>`
    with home as materialized (
      select tweets.id, author_id, retweet_of_id, reply_to_id
      from (
        select distinct tweet_id from home_timeline where user_id = ${viewerId}
        order by tweet_id desc limit ${sql.lit(limits.home)}
      ) as newest
      join tweets on tweets.id = tweet_id
      where deleted_at is null and author_id <> ${viewerId}
    ), followees as (
      select followee_id as id from follows where follower_id = ${viewerId}
      order by follows.id desc limit ${sql.lit(limits.followees)}
    )
    select id as "tweetId", 'following' as type, author_id as "userId" from home where retweet_of_id is null
    union all select retweet_of_id, 'retweetedBy', author_id from home where retweet_of_id is not null
    union all select reply_to_id, 'repliedBy', author_id from home where reply_to_id is not null
    union all (
      select tweet_id, 'likedBy', followees.id
      from followees
      cross join lateral (
        select id, tweet_id from likes where user_id = followees.id and id >= ${firstIdAt(new Date(Date.now() - 3 * day))}
        order by id desc limit ${sql.lit(limits.likesOfEach)}
      ) as liked
      order by liked.id desc limit ${sql.lit(limits.likes)}
    )
    union all (
      select tweet_id, 'popular', null from popular_tweets order by score desc limit ${sql.lit(limits.popular)}
    )`.execute(db);
  return rows;
}

/** How often the viewer liked, answered, retweeted or quoted each author in the last month. */
export async function countInteractions(db: Database, viewerId: string): Promise<Map<string, number>> {
  const since = firstIdAt(new Date(Date.now() - 30 * day));
  const { rows } = await sql<{ authorId: string; interactions: number }>`
    select author_id as "authorId", count(*)::int as interactions
    from (
      select tweet_id from (
        select tweet_id from likes where user_id = ${viewerId} and id >= ${since}
        order by id desc limit ${sql.lit(limits.interactions)}
      ) as liked
      union all
      select coalesce(retweet_of_id, reply_to_id, quoted_id) from (
        select retweet_of_id, reply_to_id, quoted_id from tweets
        where author_id = ${viewerId} and deleted_at is null and id >= ${since}
        order by id desc limit ${sql.lit(limits.interactions)}
      ) as written
    ) as acts
    join tweets on tweets.id = acts.tweet_id
    group by author_id`.execute(db);
  return new Map(rows.map(({ authorId, interactions }) => [authorId, interactions]));
}

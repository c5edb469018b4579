import { sql } from 'kysely';
import type { Step } from './steps.ts';

export const countSteps: Step[] = [
  {
    name: 'counts of tweets',
    run: (trx) =>
      sql`
        insert into tweet_counts (tweet_id, slot, replies, retweets, quotes, likes)
        select id, 0, coalesce(replies, 0), coalesce(retweets, 0), coalesce(quotes, 0), coalesce(likes, 0) from tweets
        left join (select reply_to_id as id, count(*) as replies from tweets group by 1) as answered using (id)
        left join (select retweet_of_id as id, count(*) as retweets from tweets group by 1) as repeated using (id)
        left join (select quoted_id as id, count(*) as quotes from tweets group by 1) as quoted using (id)
        left join (select tweet_id as id, count(*) as likes from likes group by 1) as liked using (id)
        order by id`.execute(trx),
  },
  {
    name: 'counts of users',
    run: (trx) =>
      sql`
        insert into user_counts (user_id, slot, tweets, followers, following)
        select id, 0, coalesce(tweets, 0), coalesce(followers, 0), coalesce(following, 0) from users
        left join (select author_id as id, count(*) as tweets from tweets group by 1) as wrote using (id)
        left join (select followee_id as id, count(*) as followers from follows group by 1) as had using (id)
        left join (select follower_id as id, count(*) as following from follows group by 1) as went using (id)
        order by id`.execute(trx),
  },
];

import { defaultSettings } from '@dunlin/api';
import { sql } from 'kysely';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';

/** None of them was read. */
export function notificationSteps({ users }: Shape): Step[] {
  return [
    { name: 'mentions', run: collectMentions },
    { name: 'notifications', upTo: users, pieceOf: 1_000, run: insertNotifications },
  ];
}

const collectMentions: Step['run'] = async (trx) => {
  await sql`
    create table world.mentions as
    select users.id as user_id, tweets.author_id as actor_id, tweets.id as tweet_id, tweets.created_at
    from tweets cross join lateral jsonb_array_elements(entities -> 'mentions') as mention
    join users on username = mention ->> 'username'`.execute(trx);
  await sql`create index on world.mentions (user_id)`.execute(trx);
};

/** Of a tweet nobody is told twice. */
const kind = sql`case when type in ('reply', 'quote', 'mention') then 'tweet' else type end`;

/** What was told of follows is older than what is kept once it was read. */
const insertNotifications: Step['run'] = (trx, from, to) =>
  sql`
    with told as materialized (
      select world.user_id(n) as user_id from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n
    ), acts as (
      select told.user_id, 'like' as type, likes.user_id as actor_id, tweet_id, likes.created_at
        from told join tweets on author_id = told.user_id join likes on likes.tweet_id = tweets.id
      union all select told.user_id, 'retweet', retweets.author_id, tweets.id, retweets.created_at
        from told join tweets on tweets.author_id = told.user_id join tweets as retweets on retweets.retweet_of_id = tweets.id
      union all select told.user_id, 'reply', replies.author_id, replies.id, replies.created_at
        from told join tweets on tweets.author_id = told.user_id join tweets as replies on replies.reply_to_id = tweets.id
      union all select told.user_id, 'quote', quotes.author_id, quotes.id, quotes.created_at
        from told join tweets on tweets.author_id = told.user_id join tweets as quotes on quotes.quoted_id = tweets.id
      union all select user_id, 'mention', actor_id, tweet_id, created_at from told join world.mentions using (user_id)
    ), distinct_acts as (
      select acts.* from (
        select distinct on (user_id, actor_id, tweet_id, ${kind}) * from acts
        where user_id <> actor_id
          and not exists (select from blocks where blocker_id = user_id and blocked_id = actor_id)
          and not exists (select from blocks where blocker_id = actor_id and blocked_id = user_id)
          and not exists (select from mutes where muter_id = user_id and muted_id = actor_id)
        order by user_id, actor_id, tweet_id, ${kind}, array_position(array['reply', 'quote', 'mention'], type)
      ) as acts
      where type = 'like'
        or exists (select from users where id = actor_id and not private)
        or exists (select from follows where follower_id = user_id and followee_id = actor_id)
    ), numbered as materialized (
      select next_id() as id, ordered.* from (select * from distinct_acts order by created_at) as ordered
    ), grouped as materialized (
      select *, row_number() over (partition by user_id order by last_id desc) as place from (
        select min(id) as id, user_id, type, tweet_id, max(id) as last_id from numbered group by user_id, type, tweet_id
      ) as groups
    ), kept as (
      insert into notification_groups (id, user_id, type, tweet_id, last_id)
      select id, user_id, type, tweet_id, last_id from grouped where place <= ${sql.lit(defaultSettings.notificationsMax)}
      returning id, user_id, type, tweet_id
    )
    insert into notifications (id, group_id, user_id, type, actor_id, tweet_id, created_at)
    select numbered.id, kept.id, user_id, type, actor_id, tweet_id, created_at
    from numbered join kept using (user_id, type, tweet_id)`.execute(trx);

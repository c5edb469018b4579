import { extractEntities } from '@dunlin/api/tweet-text';
import pg from 'pg';

/** Ids of users are this and their number; those of tweets come from next_id(), which is greater. */
const userBase = '100000000000000000';
const entriesPerTimeline = 800;

const texts = [
  'Dunlins are small waders; look for the black belly in summer.',
  'Counted 412 of them on the mudflats this morning, which beats last year by far #birding #waders',
  'Does anyone know a good hide near the estuary? Asking for @user_7 and myself.',
  'New post: how we read twenty tweets without a query https://example.org/notes/timelines',
  'Rain again.',
  'The tide table for next week is up at https://example.org/tides – thanks @user_12, as always! #estuary',
  'A flock turning in the light is worth every hour of standing in the cold, and I would do it all again tomorrow, wind or no wind, because nothing else looks like that and no film I have seen of it comes close to being there.',
  'Coffee, binoculars, notebook. 数えきれない鳥 🐦 #朝',
];

export interface DataSize {
  users: number;
  tweets: number;
  follows: number;
  likes: number;
  timelineEntries: number;
}

/** Fills an empty, migrated database: the same users, follows and likes each time. */
export async function loadData(
  databaseUrl: string,
  asked: { users: number; tweets: number; followees: number },
): Promise<DataSize> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = (sql: string, values: unknown[] = []) => client.query(sql, values);
  try {
    // What follows is consistent by construction; checking each foreign key would take most of the time.
    await run('set session_replication_role = replica');
    await run('select setseed(0.42)');
    await loadUsers(run, asked);
    await loadTweets(run, asked);
    await loadTimelines(run, asked);
    await run('vacuum analyze');
    const { rows } = await run(`select
      (select count(*) from users)::int as users, (select count(*) from tweets)::int as tweets,
      (select count(*) from follows)::int as follows, (select count(*) from likes)::int as likes,
      (select count(*) from timeline_entries)::int as "timelineEntries"`);
    return rows[0];
  } finally {
    await client.end();
  }
}

async function loadUsers(run: Run, { users, followees }: { users: number; followees: number }) {
  await run(
    `insert into users (id, username, email, password_hash, display_name)
     select ${userBase} + n, 'user_' || n, 'user_' || n || '@example.org', 'none', 'User number ' || n
     from generate_series(1, $1::int) n`,
    [users],
  );
  // The power makes low numbers popular: the first has some nine times the followers of the middle one.
  await run(
    `insert into follows (follower_id, followee_id)
     select distinct ${userBase} + follower, ${userBase} + followee
     from (
       select follower, 1 + floor($1 * power(random(), 1.5))::int as followee
       from generate_series(1, $1::int) follower, generate_series(1, $2::int)
     ) drawn
     where follower <> followee`,
    [users, followees],
  );
}

async function loadTweets(run: Run, { users, tweets }: { users: number; tweets: number }) {
  // Every fifth is a reply to the one before it.
  await run(
    `insert into tweets (id, author_id, text, entities, reply_to_id, conversation_id, created_at)
     select id, ${userBase} + author, ($3::text[])[kind] || ' ' || n, ($4::jsonb[])[kind], reply_to_id,
       coalesce(reply_to_id, id), now() - ($2::int - n) * interval '1 second'
     from (
       select n, id, author, 1 + n % cardinality($3::text[]) as kind,
         case when n % 5 = 0 then lag(id) over (order by n) end as reply_to_id
       from (
         select n, next_id() as id, 1 + floor($1::int * random())::int as author from generate_series(1, $2::int) n
       ) drawn
     ) numbered`,
    [users, tweets, texts, texts.map((text) => JSON.stringify(extractEntities(text)))],
  );
  await run(
    `insert into likes (user_id, tweet_id)
     select distinct ${userBase} + 1 + floor($1::int * random())::int, id from tweets, generate_series(1, 2)`,
    [users],
  );
  await run(`insert into tweet_counts (tweet_id, slot, replies, likes)
    select id, 0, coalesce(replies, 0), coalesce(likes, 0) from tweets
    left join (select reply_to_id as id, count(*) as replies from tweets group by 1) replied using (id)
    left join (select tweet_id as id, count(*) as likes from likes group by 1) liked using (id)`);
  await run(`insert into user_counts (user_id, slot, tweets, followers, following)
    select id, 0, coalesce(tweets, 0), coalesce(followers, 0), coalesce(following, 0) from users
    left join (select author_id as id, count(*) as tweets from tweets group by 1) wrote using (id)
    left join (select followee_id as id, count(*) as followers from follows group by 1) had using (id)
    left join (select follower_id as id, count(*) as following from follows group by 1) went using (id)`);
}

/** The newest tweets only: as many as give the average user a full timeline. */
async function loadTimelines(run: Run, { users, followees }: { users: number; followees: number }) {
  await run(
    `with newest as (select id, author_id from tweets order by id desc limit $1)
     insert into timeline_entries (user_id, tweet_id)
     select follower_id, newest.id from newest join follows on followee_id = author_id
     union all
     select author_id, newest.id from newest`,
    [Math.ceil((entriesPerTimeline * users) / followees)],
  );
}

type Run = (sql: string, values?: unknown[]) => Promise<pg.QueryResult>;

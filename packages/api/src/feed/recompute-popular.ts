import { sql } from 'kysely';
import type { Services } from '../context.ts';
import { firstIdAt } from '../ids.ts';

const maxAgeMs = 48 * 3_600_000;
const maxTweets = 200;
/** What an account can do once: by replying a hundred times nobody makes a tweet popular. */
const countedKinds = ['likes', 'retweets', 'bookmarks'] as const;

/** Finds the tweets of the last two days with most engagement, among those that everyone may see. */
export async function recomputePopular({ db, settings }: Services): Promise<void> {
  const weighted = sql.join(
    countedKinds.map((kind) => sql`${sql.ref(kind)} * ${settings.feed.engagement[kind]}::float8`),
    sql` + `,
  );
  await sql`
    with popular as (
      select tweets.id, sum(${weighted}) as score
      from tweets
      join users on users.id = author_id and users.is_active and not users.private
      join tweet_counts on tweet_counts.tweet_id = tweets.id
      where tweets.id >= ${firstIdAt(new Date(Date.now() - maxAgeMs))} and tweets.deleted_at is null and retweet_of_id is null
      group by tweets.id
      having sum(${weighted}) > 0
      order by score desc, tweets.id desc limit ${sql.lit(maxTweets)}
    ), removed as (
      delete from popular_tweets where tweet_id not in (select id from popular)
    )
    insert into popular_tweets (tweet_id, score) select id, score from popular
    on conflict (tweet_id) do update set score = excluded.score where popular_tweets.score <> excluded.score`.execute(
    db,
  );
}

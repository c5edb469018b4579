import { firstIdAt } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { isPublic } from '../visibility/unasked.ts';

const maxAgeMs = 48 * 3_600_000;
const maxTweets = 200;
/** What an account can do once: by replying a hundred times nobody makes a tweet popular. */
const countedKinds = ['likes', 'retweets', 'bookmarks'] as const;

/** Finds the tweets of the last two days with most engagement, among those that everyone may see. */
export async function recomputePopular({ db, settings }: Services): Promise<void> {
  const since = firstIdAt(new Date(Date.now() - maxAgeMs));
  const weight = (kind: (typeof countedKinds)[number]) => sql`${settings.feed.engagement[kind]}::float8`;
  const weighted = sql.join(
    countedKinds.map((kind) => sql`${sql.ref(kind)} * ${weight(kind)}`),
    sql` + `,
  );
  await sql`
    with recent as (
      select tweets.id from tweets join users on users.id = author_id and ${isPublic}
      where tweets.id >= ${since} and tweets.deleted_at is null and retweet_of_id is null and not hidden_from_trends
    ), popular as (
      select recent.id, sum(${weighted}) as score from recent join tweet_counts on tweet_id = recent.id
      group by recent.id
      having sum(${weighted}) > 0
      order by score desc, recent.id desc limit ${sql.lit(maxTweets)}
    ), removed as (
      delete from popular_tweets where tweet_id not in (select id from popular)
    )
    insert into popular_tweets (tweet_id, score) select id, score from popular
    on conflict (tweet_id) do update set score = excluded.score where popular_tweets.score <> excluded.score`.execute(
    db,
  );
}

import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { TrendSettings } from '../core/trend-settings.ts';
import { rankingOf } from './ranking.ts';
import { publicUses, weighAuthor, windowOf } from './score.ts';

/** A ranking is made every five minutes, and a trend of it stands until the next. */
const rankingAge = sql`interval '15 minutes'`;

/** Trends that too few accounts make of those that everyone may see. */
export async function listFallen(db: Database, trends: TrendSettings): Promise<string[]> {
  const { rows } = await sql<{ hashtag: string }>`
    select hashtag from trends
    where ${trends.minAuthors}::float8 > (
      select coalesce(sum(weight), 0) from (
        select distinct author_id, ${weighAuthor(trends)} as weight from ${publicUses}
        where tweet_hashtags.hashtag = trends.hashtag
          and tweet_hashtags.created_at > now() - ${windowOf(trends)} - ${rankingAge}
      ) as authors
    ) order by hashtag`.execute(db);
  return rows.map(({ hashtag }) => hashtag);
}

/**
 * Trends that a ranking of now would add, take away or number otherwise, though time alone has changed nothing since the last: no use
 * of theirs has come into a window or left one meanwhile, and no author has ceased to be new.
 */
export async function listOtherwiseRanked(db: Database, trends: TrendSettings): Promise<string[]> {
  const ageInWindow = sql`mod(extract(epoch from now() - uses.created_at), extract(epoch from ${windowOf(trends)}))`;
  const oldAt = sql`users.created_at + make_interval(hours => ${trends.newAccountHours}::int)`;
  const { rows } = await sql<{ hashtag: string }>`
    with ranked as materialized (${rankingOf(trends)})
    select hashtag from ranked full join trends using (hashtag)
    where (ranked.form, ranked.tweet_count, ranked.author_count, ranked.score)
        is distinct from (trends.form, trends.tweet_count, trends.author_count, trends.score)
      and not exists (
        select from tweet_hashtags as uses join users on users.id = author_id
        where uses.hashtag = coalesce(ranked.hashtag, trends.hashtag)
          and (${ageInWindow} < extract(epoch from ${rankingAge}) or ${oldAt} between now() - ${rankingAge} and now())
      )
    order by hashtag`.execute(db);
  return rows.map(({ hashtag }) => hashtag);
}

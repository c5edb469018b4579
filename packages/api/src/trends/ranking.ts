import { type RawBuilder, sql } from 'kysely';
import type { TrendSettings } from '../core/trend-settings.ts';
import { isPublic } from '../visibility/unasked.ts';
import { expectAuthors, publicUses, scoreTrend, trendHorizonHours, weighAuthor, windowOf } from './score.ts';

/** Most used hashtags that are compared with what they used to be. */
const maxCandidates = 1_000;

/**
 * What `trends` is to hold. Authors count, not tweets: each once in a window, whatever they posted. Only what everyone may see counts, so nothing
 * of a private account shows. Windows are numbered back from now: 0 is the current one.
 */
export function rankingOf(settings: TrendSettings): RawBuilder<unknown> {
  const { minAuthors, minScore, maxTrends } = settings;
  const window = windowOf(settings);
  const horizon = sql`make_interval(hours => ${trendHorizonHours(settings)}::int)`;
  const weight = weighAuthor(settings);
  const score = scoreTrend({ authors: sql`authors`, expected: sql`coalesce(expected, 0)` }, settings);
  return sql`
    with recent as (
      select hashtag, author_id, ${weight} as weight, count(*) as tweets, mode() within group (order by form) as form
      from ${publicUses}
      where tweet_hashtags.created_at > now() - ${window}
      group by hashtag, author_id, users.created_at
    ), candidates as materialized (
      select hashtag, mode() within group (order by form) as form, sum(tweets) as tweets, count(*) as people, sum(weight) as authors
      from recent where hashtag not in (select hashtag from hidden_hashtags) group by hashtag having sum(weight) >= ${minAuthors}::float8
      order by authors desc, hashtag limit ${maxCandidates}
    ), earlier as (
      select hashtag, slot, sum(weight) as authors
      from (
        select distinct candidates.hashtag, author_id, ${weight} as weight,
          floor(extract(epoch from now() - uses.created_at) / extract(epoch from ${window}))::int as slot
        from candidates
        cross join lateral (
          select author_id, created_at from tweet_hashtags
          where hashtag = candidates.hashtag and created_at > now() - ${horizon} and created_at <= now() - ${window}
        ) as uses
        join users on users.id = author_id and ${isPublic}
      ) as used
      group by hashtag, slot
    ), expectations as (
      select hashtag, ${expectAuthors({ authors: sql`authors`, slot: sql`slot` }, settings)} as expected
      from earlier group by hashtag
    )
    select * from (
      select hashtag, form, tweets::int as tweet_count, people::int as author_count, ${score} as score
      from candidates left join expectations using (hashtag)
    ) as scored
    where score >= ${minScore}::float8
    order by score desc, hashtag limit ${maxTrends}`;
}

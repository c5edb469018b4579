import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import type { TrendSettings } from '../core/trend-settings.ts';
import { dropFallenTrends } from './drop-fallen-trends.ts';
import { rankingOf } from './ranking.ts';
import { trendHorizonHours } from './score.ts';

/** Ranks the hashtags of the last hours, and forgets the uses that no window reaches back to. */
export async function recomputeTrends({ db, settings }: Pick<Services, 'db' | 'settings'>): Promise<void> {
  await rankHashtags(db, settings.trends);
  // While that ran, somebody who was counted may have been suspended.
  const ranked = await db.selectFrom('trends').select('hashtag').execute();
  await dropFallenTrends(
    db,
    ranked.map(({ hashtag }) => hashtag),
    settings.trends,
  );
  const horizon = sql`make_interval(hours => ${trendHorizonHours(settings.trends)}::int)`;
  await deleteInBatches(db, 'tweetHashtags', sql`created_at < now() - ${horizon}`);
}

async function rankHashtags(db: Database, settings: TrendSettings): Promise<void> {
  await sql`
    with ranked as materialized (${rankingOf(settings)}), removed as (
      delete from trends where hashtag not in (select hashtag from ranked)
    )
    insert into trends select * from ranked
    on conflict (hashtag) do update set (form, tweet_count, author_count, score) =
      (select excluded.form, excluded.tweet_count, excluded.author_count, excluded.score)
    where trends is distinct from excluded`.execute(db);
}

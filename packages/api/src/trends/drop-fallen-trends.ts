import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { TrendSettings } from '../core/trend-settings.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { isPublic } from '../visibility/unasked.ts';
import { publicUses, weighAuthor, windowOf } from './score.ts';

/** Ends the trends that were made by accounts which are suspended, private or gone now, without waiting for the next ranking. */
export const dropTrendsOfUser: RowConsumer<
  EventOf<'user.locked' | 'user.suspended' | 'user.deactivated' | 'user.deleted'>
> = {
  name: 'drop-trends-of-user',
  async apply({ trx, settings }, events) {
    const userIds = [...new Set(events.map(({ userId }) => userId))];
    const { rows } = await sql<{ hashtag: string }>`
      select hashtag from trends
      where exists (
        select from tweet_hashtags join users on users.id = author_id and not (${isPublic})
        where tweet_hashtags.hashtag = trends.hashtag and author_id = any(${userIds}::bigint[])
          and tweet_hashtags.created_at > now() - ${windowOf(settings.trends)}
      )`.execute(trx);
    const hashtags = rows.map(({ hashtag }) => hashtag);
    await dropFallenTrends(trx, hashtags, settings.trends);
  },
};

/** Of some hashtags, those that too few people use by now to be a trend. The next ranking looks at all else. */
export async function dropFallenTrends(
  db: Database,
  hashtags: readonly string[],
  settings: TrendSettings,
): Promise<void> {
  if (hashtags.length === 0) return;
  await sql`
    delete from trends where hashtag = any(${hashtags}::text[]) and ${settings.minAuthors}::float8 > (
      select coalesce(sum(weight), 0) from (
        select distinct author_id, ${weighAuthor(settings)} as weight from ${publicUses}
        where tweet_hashtags.hashtag = trends.hashtag and tweet_hashtags.created_at > now() - ${windowOf(settings)}
      ) as authors
    )`.execute(db);
}

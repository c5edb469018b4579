import { type RawBuilder, sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { extractEntities } from '../tweets/text.ts';

/** Tweets forgotten per statement. */
const batchSize = 500;

/**
 * Whether what a deleted tweet said and showed, or media deleted from it, is kept: it can still be reported, or a moderator
 * removed it, or a report of it is open or not long resolved. Given as expressions of a query.
 */
export function isHeld(
  { settings }: Pick<Services, 'settings'>,
  { tweetId, deletedAt }: { tweetId: RawBuilder<unknown>; deletedAt: RawBuilder<unknown> },
): RawBuilder<boolean> {
  const evidenceAge = sql`make_interval(days => ${settings.evidenceDays}::int)`;
  return sql`(
    ${deletedAt} > now() - make_interval(days => ${settings.reportableDeletedDays}::int)
    or exists (
      select from reports where reports.tweet_id = ${tweetId}
        and (resolved_at is null or resolved_at > now() - ${evidenceAge})
    )
    or exists (
      select from tweets as removed where removed.id = ${tweetId}
        and removed.deleted_by <> removed.author_id and removed.deleted_at > now() - ${evidenceAge}
    )
  )`;
}

/** Forgets what deleted tweets said, once it is held no longer. What they showed goes with the garbage of media. */
export async function forgetDeletedTweets({ db, settings }: Services): Promise<void> {
  const held = isHeld(
    { settings },
    { tweetId: sql.ref('tweets.id'), deletedAt: sql.ref('tweets.deleted_at') },
  );
  for (;;) {
    const { numAffectedRows } = await sql`
      with due as (
        select id from tweets
        where kept and deleted_at <= now() - make_interval(days => ${settings.reportableDeletedDays}::int) and not ${held}
        limit ${batchSize} for no key update
      ), history as (
        delete from tweet_versions where tweet_id in (select id from due)
      )
      update tweets set text = '', entities = ${JSON.stringify(extractEntities(''))}, kept = false
      where id in (select id from due)`.execute(db);
    if (Number(numAffectedRows) < batchSize) return;
  }
}

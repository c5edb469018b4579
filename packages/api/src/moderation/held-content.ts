import { type RawBuilder, sql } from 'kysely';
import type { Services, Writer } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import { appendEvents } from '../outbox/append.ts';
import { isRestorable } from '../tweets/restorable.ts';
import { extractEntities } from '../tweets/text.ts';

/** Tweets forgotten per statement. */
const batchSize = 500;

/**
 * Whether what a deleted tweet said and showed, or media or a version removed from one, is kept: it can still be reported, or a moderator
 * removed it not long ago or has an appeal to decide, or a report of it is open or not long resolved. Given as expressions of a query.
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
        and removed.deleted_by <> removed.author_id
        and (removed.deleted_at > now() - ${evidenceAge} or exists (
          select from appeals where appeals.user_id = removed.author_id and appeals.tweet_id = removed.id
            and appeals.resolved_at is null
        ))
    )
  )`;
}

/** The same of a picture that a profile has shown: it may be what a report of the account is about. */
export function isPictureHeld(
  { settings }: Pick<Services, 'settings'>,
  { ownerId, deletedAt }: { ownerId: RawBuilder<unknown>; deletedAt: RawBuilder<unknown> },
): RawBuilder<boolean> {
  return sql`(
    ${deletedAt} > now() - make_interval(days => ${settings.reportableDeletedDays}::int)
    or exists (
      select from reports where reports.user_id = ${ownerId}
        and (resolved_at is null or resolved_at > now() - make_interval(days => ${settings.evidenceDays}::int))
    )
  )`;
}

/** Forgets what deleted tweets said, once it is held no longer. What they showed goes with the garbage of media. */
export async function forgetDeletedTweets(services: Services): Promise<void> {
  while ((await write(services, forgetSome)) === batchSize);
}

/** @returns how many there were to forget, batchSize at most. */
async function forgetSome(writer: Writer): Promise<number> {
  const { trx, settings } = writer;
  const held = isHeld(writer, { tweetId: sql.ref('tweets.id'), deletedAt: sql.ref('tweets.deleted_at') });
  const { rows } = await sql<{ tweetId: string; authorId: string; wasRestorable: boolean }>`
    with due as (
      select id, ${isRestorable} as was_restorable from tweets
      where kept and deleted_at <= now() - make_interval(days => ${settings.reportableDeletedDays}::int) and not ${held}
      limit ${batchSize} for no key update
    ), history as (
      delete from tweet_versions where tweet_id in (select id from due)
    ), shown as (
      delete from redrafted_media where tweet_id in (select id from due)
    )
    update tweets set text = '', entities = ${JSON.stringify(extractEntities(''))}, kept = false
    from due where tweets.id = due.id
    returning tweets.id as "tweetId", author_id as "authorId", was_restorable as "wasRestorable"`.execute(
    trx,
  );
  const removed = rows.filter(({ wasRestorable }) => wasRestorable);
  await appendEvents(
    writer,
    removed.map(({ tweetId, authorId }) => ({ type: 'tweet.forgotten', tweetId, authorId })),
  );
  return rows.length;
}

/** Forgets the versions that authors removed from a history, once they are held no longer; their numbers stay. */
export async function forgetRemovedVersions(services: Services): Promise<void> {
  while ((await write(services, forgetSomeVersions)) === batchSize);
}

/** @returns how many there were to forget, batchSize at most. */
async function forgetSomeVersions(writer: Writer): Promise<number> {
  const { trx, settings } = writer;
  const held = isHeld(writer, {
    tweetId: sql.ref('tweet_versions.tweet_id'),
    deletedAt: sql.ref('tweet_versions.removed_at'),
  });
  const { numAffectedRows } = await sql`
    update tweet_versions set text = '', entities = ${JSON.stringify(extractEntities(''))}, alt_texts = '[]', kept = false
    where (tweet_id, version) in (
      select tweet_id, version from tweet_versions
      where kept and removed_at <= now() - make_interval(days => ${settings.reportableDeletedDays}::int) and not ${held}
      limit ${batchSize} for no key update
    )`.execute(trx);
  return Number(numAffectedRows);
}

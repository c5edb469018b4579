import type { Database } from '@dunlin/db';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { WriteContext } from '../core/trpc.ts';
import { indexHashtagsOfTweets } from '../hashtags/index-hashtags.ts';
import { normalizeHashtag } from '../hashtags/normalize-hashtag.ts';
import { takeLocks } from '../outbox/locks.ts';
import { indexingLock } from '../search/author-lock.ts';
import { recordAct } from './audit.ts';
import type { HiddenHashtag } from './trends-schema.ts';

/** Takes a hashtag out of trends for as long as it is hidden; one that is, stays so. */
export async function hideHashtag(
  ctx: WriteContext,
  { hashtag: form, reason }: { hashtag: string; reason: string },
): Promise<HiddenHashtag> {
  const { trx } = ctx;
  const hashtag = normalizeHashtag(form);
  const hidden = await trx
    .insertInto('hiddenHashtags')
    .values({ hashtag })
    .onConflict((conflict) => conflict.column('hashtag').doNothing())
    .returning(['id', 'hashtag', 'hiddenAt'])
    .executeTakeFirst();
  if (!hidden) return toHiddenHashtag(await selectHidden(trx, hashtag).executeTakeFirstOrThrow());
  await trx.deleteFrom('trends').where('hashtag', '=', hashtag).execute();
  const subject = { type: 'hashtag', id: hidden.id } as const;
  await recordAct(ctx, { action: 'hashtag.hide', subject, details: { hashtag, reason } });
  return toHiddenHashtag(hidden);
}

/** Lets a hashtag be a trend again, from the next ranking on; one that is not hidden stays as it is. */
export async function showHashtag(ctx: WriteContext, form: string): Promise<void> {
  const hashtag = normalizeHashtag(form);
  const shown = await ctx.trx
    .deleteFrom('hiddenHashtags')
    .where('hashtag', '=', hashtag)
    .returning('id')
    .executeTakeFirst();
  if (!shown) return;
  const subject = { type: 'hashtag', id: shown.id } as const;
  await recordAct(ctx, { action: 'hashtag.show', subject, details: { hashtag } });
}

/** Latest first. */
export function listHiddenHashtags(db: Database, { last, limit }: Position) {
  return db
    .selectFrom('hiddenHashtags')
    .select(['id', 'hashtag', 'hiddenAt'])
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Keeps a tweet out of the trends that it carries and from being offered to strangers, or lets it in again. */
export async function setHiddenFromTrends(
  ctx: WriteContext,
  { id, isHidden, reason }: { id: string; isHidden: boolean; reason?: string },
): Promise<void> {
  const { trx } = ctx;
  const tweet = await trx
    .selectFrom('tweets')
    .select(['authorId', 'hiddenFromTrends'])
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  if (tweet.hiddenFromTrends === isHidden) return;
  await takeLocks(trx, [indexingLock(tweet.authorId)]);
  await trx.updateTable('tweets').set({ hiddenFromTrends: isHidden }).where('id', '=', id).execute();
  await indexHashtagsOfTweets(ctx, [id]);
  if (isHidden) await trx.deleteFrom('popularTweets').where('tweetId', '=', id).execute();
  await recordAct(ctx, {
    action: isHidden ? 'tweet.hideFromTrends' : 'tweet.showInTrends',
    subject: { type: 'tweet', id },
    ...(reason !== undefined && { details: { reason } }),
  });
}

export function toHiddenHashtag({ hashtag, hiddenAt }: { hashtag: string; hiddenAt: Date }): HiddenHashtag {
  return { hashtag, hiddenAt: hiddenAt.toISOString() };
}

function selectHidden(db: Database, hashtag: string) {
  return db.selectFrom('hiddenHashtags').select(['hashtag', 'hiddenAt']).where('hashtag', '=', hashtag);
}

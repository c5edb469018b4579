import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { closeAppeals } from '../moderation/appeals.ts';
import { appendEvents } from '../outbox/append.ts';
import { reachOf } from '../timelines/reach.ts';
import { countRelated } from '../tweets/count-related.ts';
import { isRestorable } from '../tweets/restorable.ts';
import { countForUser } from '../users/queries.ts';
import { recordAct } from './audit.ts';

/**
 * Brings back a tweet that a moderator removed, with its media, likes and retweets; the transaction holds its author.
 * @throws AppError TWEET_NOT_FOUND unless what it said is still kept
 */
export async function restoreTweet(ctx: WriteContext, tweetId: string): Promise<void> {
  const { trx, settings } = ctx;
  const removed = await trx
    .selectFrom('tweets')
    .select(['authorId', 'replyToId', 'quotedId', 'deletedAt', 'removalReason'])
    .where('id', '=', tweetId)
    .where(isRestorable)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!removed) throw new AppError('TWEET_NOT_FOUND');
  const { authorId, replyToId, quotedId, deletedAt, removalReason } = removed;
  const { uncountedAt } = await trx
    .updateTable('tweets')
    .set({ deletedAt: null, deletedBy: null, removalReason: null, kept: false })
    // Of deleted tweets nobody notes whether their author is there (see recountEngagement).
    .set({ uncountedAt: sql`(select now() from users where users.id = author_id and not is_active)` })
    .where('id', '=', tweetId)
    .returning('uncountedAt')
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('media')
    .set({ deletedAt: null })
    .where('tweetId', '=', tweetId)
    .where('deletedAt', '>=', deletedAt)
    .execute();
  await countForUser(trx, authorId, { tweets: 1 });
  if (uncountedAt === null) {
    await countRelated(trx, replyToId, { replies: 1 });
    await countRelated(trx, quotedId, { quotes: 1 });
  }
  await sql`
    insert into timeline_entries (user_id, tweet_id)
    select ${authorId}, ${tweetId} where ${tweetId}::bigint > ${reachOf(sql`${authorId}`, settings)}
    on conflict do nothing`.execute(trx);
  await closeAppeals(ctx, { userId: authorId, tweetId });
  await recordAct(ctx, {
    action: 'tweet.restore',
    subject: { type: 'tweet', id: tweetId },
    details: { authorId, before: removalReason },
  });
  await appendEvents(ctx, [{ type: 'tweet.restored', tweetId, authorId }]);
  ctx.afterCommit(() => {
    ctx.hints.publish('tweets', [tweetId, ...[replyToId, quotedId].filter((id) => id !== null)]);
    ctx.hints.publish('users', [authorId]);
    ctx.hints.publish('timelines', [`${authorId}:${tweetId}`]);
  });
}

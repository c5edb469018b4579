import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import type { LockedTweet } from './queries.ts';
import { toPolicyColumn } from './rules.ts';
import { ofConversation, type TweetPolicy } from './schema.ts';

/** Tweets of a conversation that are told of its new rule; older ones are shown with the old one for half a minute. */
const maxTold = 800;

/** Changes who may answer or quote a locked tweet; what has been written stays. @throws AppError VALIDATION_FAILED of a reply's `replyPolicy` */
export async function updatePolicies(
  ctx: WriteContext,
  tweet: LockedTweet,
  { replyPolicy, quotePolicy }: Policies,
): Promise<void> {
  if (replyPolicy !== undefined && tweet.replyToId !== null)
    throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'replyPolicy', message: ofConversation }] });
  const changes = {
    ...(replyPolicy !== undefined && { replyPolicy: toPolicyColumn(replyPolicy) }),
    ...(quotePolicy !== undefined && { quotePolicy: toPolicyColumn(quotePolicy) }),
  };
  if (Object.keys(changes).length === 0) return;
  await ctx.trx.updateTable('tweets').set(changes).where('id', '=', tweet.id).execute();
  ctx.afterCommit(() => ctx.hints.publish('tweets', [tweet.id]));
  if (replyPolicy !== undefined) await tellConversation(ctx, tweet.id);
}

/** Tells that the rule of a conversation, or whom the tweet mentions that started it, is another. */
export async function tellConversation({ trx, hints, afterCommit }: WriteContext, id: string): Promise<void> {
  const replies = await trx
    .selectFrom('tweets')
    .select('id')
    .where('conversationId', '=', id)
    .orderBy('id', 'desc')
    .limit(maxTold)
    .execute();
  afterCommit(() =>
    hints.publish(
      'tweets',
      replies.map((reply) => reply.id),
    ),
  );
}

interface Policies {
  replyPolicy?: TweetPolicy | undefined;
  quotePolicy?: TweetPolicy | undefined;
}

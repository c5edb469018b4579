import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { isBlank, mustNotBeBlank } from '../core/plain-text.ts';
import {
  mutation,
  type QueryContext,
  router,
  subscription,
  visitorQuery,
  type WriteContext,
} from '../core/trpc.ts';
import { attachMedia } from '../media/attach-media.ts';
import { appendEvents } from '../outbox/append.ts';
import { insertOwnEntry } from '../timelines/queries.ts';
import { countForUser } from '../users/queries.ts';
import { deleteTweets } from './delete-tweets.ts';
import { detachQuote } from './detach-quotes.ts';
import { noMarks, withRights } from './marks.ts';
import { streamTweetChanges } from './on-changes.ts';
import { streamThread } from './on-thread.ts';
import { lockAnswered, lockOriginal, lockQuoted } from './original.ts';
import { presentTweet } from './present.ts';
import { countForTweet, insertTweet, type LockedTweet, lockTweet } from './queries.ts';
import {
  CreateTweetInput,
  OnThreadInput,
  OnTweetChangesInput,
  QuoteInput,
  ThreadEvent,
  Tweet,
  TweetChangeEvent,
  TweetInput,
  TweetVersionInput,
  UpdateTweetInput,
} from './schema.ts';
import { toTweetFields } from './shown-tweets.ts';
import { weightedLength } from './text.ts';
import { tweetLists } from './tweet-lists.ts';
import { tellConversation, updatePolicies } from './update-policies.ts';
import { editTweet, markVersionRemoved } from './versions.ts';

const tags = ['Tweets'];

export const tweetsRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tweets',
        tags,
        summary: 'Post a tweet',
        description:
          'A reply with `replyToId`, a quote with `quotedId`, media with `mediaIds`; also what a tweet showed that you deleted within a day.',
      },
      status: 201,
      limit: 'post',
      errors: [
        ...(['TWEET_NOT_FOUND', 'PRIVATE_TWEET', 'REPLY_NOT_ALLOWED', 'QUOTE_NOT_ALLOWED'] as const),
        'MEDIA_NOT_FOUND',
        ...(['MEDIA_IN_USE', 'MEDIA_FAILED', 'MEDIA_MIX_INVALID'] as const),
      ],
    })
    .input(CreateTweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      assertLength(ctx, input.text);
      const { text, replyToId, quotedId, mediaIds, ...policies } = input;
      const replyTo = replyToId === undefined ? undefined : await lockAnswered(ctx, replyToId);
      const quoted = quotedId === undefined ? undefined : await lockQuoted(ctx, quotedId);
      const authorId = ctx.viewer.id;
      const { tweet, author } = await insertTweet(ctx.trx, {
        authorId,
        text,
        replyTo,
        quotedId: quoted?.id,
        ...policies,
      });
      const { id: tweetId, conversationId } = tweet;
      const media = mediaIds?.length ? await attachMedia(ctx, { tweetId, ownerId: authorId, mediaIds }) : [];
      ctx.withCommit(countForUser(ctx.trx, authorId, { tweets: 1 }));
      if (replyTo) ctx.withCommit(countForTweet(ctx.trx, replyTo.id, { replies: 1 }));
      if (quoted) ctx.withCommit(countForTweet(ctx.trx, quoted.id, { quotes: 1 }));
      ctx.withCommit(insertOwnEntry(ctx.trx, { userId: authorId, tweetId }));
      ctx.withCommit(appendEvents(ctx, [{ type: 'tweet.created', tweetId, authorId, conversationId }]));
      ctx.afterCommit(() => {
        ctx.hints.publish('users', [authorId]);
        ctx.hints.publish('timelines', [`${authorId}:${tweetId}`]);
        ctx.hints.publish('authors', [`${authorId}:${tweetId}`]);
        ctx.hints.publish('conversations', [`${conversationId}:${tweetId}`]);
        if (replyTo) ctx.hints.publish('tweets', [replyTo.id]);
        if (quoted) ctx.hints.publish('tweets', [quoted.id]);
      });
      if (quoted) return presentTweet(ctx, tweetId);
      return {
        ...toTweetFields({ ...tweet, media }, author),
        ...{ viewer: withRights(noMarks, { canReply: true, canQuote: true }), quoted: null, retweetOf: null },
      };
    }),

  get: visitorQuery
    .meta({
      openapi: { method: 'GET', path: '/api/tweets/{id}', tags, summary: 'Get a tweet' },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(TweetInput)
    .output(output(Tweet))
    .query(async ({ ctx, input }) => {
      const tweet = await presentTweet(ctx, input.id);
      ctx.impressions.count(ctx.viewer.id, [tweet]);
      return tweet;
    }),

  update: mutation
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/tweets/{id}',
        tags,
        summary: 'Edit your tweet, or say who may answer and quote it',
        description: 'What it said before stays in its history. What is left out stays as it is.',
      },
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN', 'CANNOT_EDIT_RETWEET'],
    })
    .input(UpdateTweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const { id, text, ...policies } = input;
      if (text !== undefined) assertLength(ctx, text);
      const tweet = await lockTweet(ctx.trx, id, 'update');
      await assertAuthor(ctx, tweet);
      if (tweet.retweetOfId !== null) throw new AppError('CANNOT_EDIT_RETWEET');
      if (text !== undefined) await updateText(ctx, tweet, text);
      await updatePolicies(ctx, tweet, policies);
      return presentTweet(ctx, tweet.id);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/tweets/{id}',
        tags,
        summary: 'Delete your tweet',
        description:
          'Nobody sees it from then on, except moderators, for seven days; longer if it has been reported.',
      },
      status: 204,
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN'],
    })
    .input(TweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockTweet(ctx.trx, input.id, 'update');
      await assertAuthor(ctx, tweet);
      await deleteTweets(ctx, [tweet.id]);
    }),

  detachQuote: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/tweets/{id}/quotes/{quoteId}',
        tags,
        summary: 'Detach a quote from your tweet',
        description:
          'It stays as a tweet of its author, and names and shows your tweet no longer, to anybody and for good. Detaching twice changes nothing. You need not be able to see it.',
      },
      status: 204,
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN', 'QUOTE_NOT_FOUND'],
    })
    .input(QuoteInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockOriginal(ctx, input.id);
      await assertAuthor(ctx, tweet);
      if (!(await detachQuote(ctx, { quoteId: input.quoteId, tweetId: tweet.id })))
        throw new AppError('QUOTE_NOT_FOUND');
    }),

  deleteVersion: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/tweets/{id}/history/{version}',
        tags,
        summary: 'Remove what your tweet said before from its history',
        description:
          'Nobody sees that version from then on, except moderators, for seven days; longer if the tweet has been reported. The others keep their numbers.',
      },
      status: 204,
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN', 'VERSION_NOT_FOUND'],
    })
    .input(TweetVersionInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockTweet(ctx.trx, input.id, 'update');
      await assertAuthor(ctx, tweet);
      if (!(await markVersionRemoved(ctx.trx, tweet.id, input.version)))
        throw new AppError('VERSION_NOT_FOUND');
    }),

  ...tweetLists,

  onThread: subscription
    .input(OnThreadInput)
    .meta({
      stream: {
        path: '/api/stream/tweets/{id}/thread',
        summary: 'Follow a conversation as it grows',
        event: ThreadEvent,
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamThread(ctx, { ...input, signal })),

  onChanges: subscription
    .input(OnTweetChangesInput)
    .meta({
      stream: {
        path: '/api/stream/tweets',
        summary: 'Follow how tweets stand',
        description:
          'How each stands at once, and again when that changes: what it says and shows, its counts, what you did with it on another device, and whether it is there at all. At most once a second each.',
        event: TweetChangeEvent,
      },
      errors: ['INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamTweetChanges(ctx, { ...input, signal })),
});

async function updateText(ctx: WriteContext, tweet: LockedTweet, text: string): Promise<void> {
  if (isBlank(text)) await assertShowsMedia(ctx, tweet);
  if (tweet.text === text) return;
  const { id: tweetId, authorId } = tweet;
  const version = await editTweet(ctx.trx, tweetId, { text });
  await appendEvents(ctx, [{ type: 'tweet.updated', tweetId, authorId, version }]);
  if (tweet.replyPolicy !== null) await tellConversation(ctx, tweetId);
  ctx.afterCommit(() => ctx.hints.publish('tweets', [tweetId]));
}

/** @throws AppError FORBIDDEN, or TWEET_NOT_FOUND when the viewer may not even see it. */
async function assertAuthor(ctx: WriteContext, tweet: LockedTweet): Promise<void> {
  if (tweet.authorId === ctx.viewer.id) return;
  await presentTweet(ctx, tweet.id);
  throw new AppError('FORBIDDEN');
}

/** @throws AppError VALIDATION_FAILED when there would be nothing left to see. */
async function assertShowsMedia(ctx: WriteContext, { id }: LockedTweet): Promise<void> {
  const { media } = await presentTweet(ctx, id);
  if (media.length === 0)
    throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'text', message: mustNotBeBlank }] });
}

/** @throws AppError VALIDATION_FAILED naming the length and its bound. */
function assertLength({ settings }: QueryContext, text: string): void {
  const length = weightedLength(text);
  if (length <= settings.tweetMaxLength) return;
  const message = `counts ${length}, and may count ${settings.tweetMaxLength} at most`;
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'text', message }] });
}

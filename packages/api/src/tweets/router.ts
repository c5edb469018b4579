import { z } from 'zod';
import { AppError } from '../errors.ts';
import { listLikers } from '../likes/queries.ts';
import { attachMedia } from '../media/attach-media.ts';
import { appendEvents } from '../outbox/append.ts';
import { output } from '../output.ts';
import { listPage } from '../pagination.ts';
import { insertOwnEntry } from '../timelines/queries.ts';
import { mutation, type QueryContext, query, router, subscription, type WriteContext } from '../trpc.ts';
import { presentUsers } from '../users/present.ts';
import { countForUser } from '../users/queries.ts';
import { UserPage } from '../users/schema.ts';
import { assertMayShare, assertTweetVisible } from '../visibility/visibility.ts';
import { deleteTweet } from './delete-tweet.ts';
import {
  listConversation,
  listQuotes,
  listReplies,
  listRetweeters,
  listVersions,
  toTweetVersion,
} from './list-tweets.ts';
import { noMarks } from './marks.ts';
import { streamThread } from './on-thread.ts';
import { lockOriginal } from './original.ts';
import { presentOriginal, presentTweet, presentTweets, toQuotedTweet } from './present.ts';
import { countForTweet, insertTweet, type LockedTweet, lockTweet, updateTweetText } from './queries.ts';
import {
  CreateTweetInput,
  ListOfTweetInput,
  OnThreadInput,
  Tweet,
  TweetInput,
  TweetPage,
  TweetVersionPage,
  UpdateTweetInput,
} from './schema.ts';
import { weightedLength } from './text.ts';

const tags = ['Tweets'];

export const tweetsRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tweets',
        tags,
        summary: 'Post a tweet',
        description: 'A reply with `replyToId`, a quote with `quotedId`, media with `mediaIds`.',
      },
      status: 201,
      limit: 'post',
      errors: [
        ...(['TWEET_NOT_FOUND', 'PRIVATE_TWEET', 'MEDIA_NOT_FOUND'] as const),
        ...(['MEDIA_IN_USE', 'MEDIA_FAILED', 'MEDIA_MIX_INVALID'] as const),
      ],
    })
    .input(CreateTweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      assertLength(ctx, input.text);
      const { text, replyToId, quotedId, mediaIds } = input;
      const replyTo = replyToId === undefined ? undefined : await lockOriginal(ctx, replyToId);
      const quoted = quotedId === undefined ? undefined : await lockOriginal(ctx, quotedId);
      if (replyTo) await assertTweetVisible(ctx, replyTo);
      if (quoted) await assertMayShare(ctx, quoted);
      const authorId = ctx.viewer.id;
      const { tweet, author } = await insertTweet(ctx.trx, { authorId, text, replyTo, quotedId: quoted?.id });
      const { id: tweetId, conversationId } = tweet;
      const media = mediaIds ? await attachMedia(ctx.trx, { tweetId, ownerId: authorId, mediaIds }) : [];
      await Promise.all([
        countForUser(ctx.trx, authorId, { tweets: 1 }),
        replyTo && countForTweet(ctx.trx, replyTo.id, { replies: 1 }),
        quoted && countForTweet(ctx.trx, quoted.id, { quotes: 1 }),
        insertOwnEntry(ctx.trx, { userId: authorId, tweetId }),
        appendEvents(ctx, [{ type: 'tweet.created', tweetId, authorId, conversationId }]),
      ]);
      ctx.afterCommit(() => {
        ctx.hints.publish('users', [authorId]);
        ctx.hints.publish('timelines', [`${authorId}:${tweetId}`]);
        ctx.hints.publish('conversations', [`${conversationId}:${tweetId}`]);
        if (replyTo) ctx.hints.publish('tweets', [replyTo.id]);
        if (quoted) ctx.hints.publish('tweets', [quoted.id]);
      });
      if (quoted) return presentTweet(ctx, tweetId);
      return {
        ...toQuotedTweet({ ...tweet, media }, { author, viewer: noMarks }),
        quoted: null,
        retweetOf: null,
      };
    }),

  get: query
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
        summary: 'Edit your tweet',
        description: 'What it said before stays in its history.',
      },
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN', 'CANNOT_EDIT_RETWEET'],
    })
    .input(UpdateTweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      assertLength(ctx, input.text);
      const tweet = await lockTweet(ctx.trx, input.id, 'update');
      await assertAuthor(ctx, tweet);
      if (tweet.retweetOfId !== null) throw new AppError('CANNOT_EDIT_RETWEET');
      if (tweet.text !== input.text) {
        await updateTweetText(ctx.trx, tweet.id, input.text);
        await appendEvents(ctx, [{ type: 'tweet.updated', tweetId: tweet.id, authorId: tweet.authorId }]);
        ctx.afterCommit(() => ctx.hints.publish('tweets', [tweet.id]));
      }
      return presentTweet(ctx, tweet.id);
    }),

  delete: mutation
    .meta({
      openapi: { method: 'DELETE', path: '/api/tweets/{id}', tags, summary: 'Delete your tweet' },
      status: 204,
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN'],
    })
    .input(TweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockTweet(ctx.trx, input.id, 'update');
      await assertAuthor(ctx, tweet);
      await deleteTweet(ctx, tweet);
    }),

  history: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/history',
        tags,
        summary: 'List what a tweet said before its edits, latest first',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(TweetVersionPage))
    .query(async ({ ctx, input }) => {
      await presentTweet(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.history:${input.id}`,
        read: (position) => listVersions(ctx.db, input.id, position),
        present: async (rows) => rows.map(toTweetVersion),
      });
    }),

  replies: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/replies',
        tags,
        summary: 'List direct replies, newest first',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(TweetPage))
    .query(async ({ ctx, input }) => {
      const { id } = await presentOriginal(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.replies:${id}`,
        read: (position) => listReplies(ctx.db, id, position),
        present: (rows) =>
          presentTweets(
            ctx,
            rows.map(({ id }) => id),
          ),
      });
    }),

  thread: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/thread',
        tags,
        summary: 'List the conversation a tweet belongs to, oldest first',
        description:
          'Follow `replyToId` to build the tree; a deleted tweet is missing from it, and its replies remain.',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(TweetPage))
    .query(async ({ ctx, input }) => {
      const { conversationId } = await presentOriginal(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.thread:${conversationId}`,
        read: (position) => listConversation(ctx.db, conversationId, position),
        present: (rows) =>
          presentTweets(
            ctx,
            rows.map(({ id }) => id),
          ),
      });
    }),

  likers: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/likes',
        tags,
        summary: 'List who likes a tweet, latest like first',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(UserPage))
    .query(async ({ ctx, input }) => {
      const { id } = await presentOriginal(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.likers:${id}`,
        read: (position) => listLikers(ctx.db, id, position),
        present: (rows) =>
          presentUsers(
            ctx,
            rows.map(({ userId }) => userId),
          ),
      });
    }),

  retweeters: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/retweets',
        tags,
        summary: 'List who retweeted a tweet, latest first',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(UserPage))
    .query(async ({ ctx, input }) => {
      const { id } = await presentOriginal(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.retweeters:${id}`,
        read: (position) => listRetweeters(ctx.db, id, position),
        present: (rows) =>
          presentUsers(
            ctx,
            rows.map(({ userId }) => userId),
            { onlySeen: true },
          ),
      });
    }),

  quotes: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/quotes',
        tags,
        summary: 'List quotes of a tweet, newest first',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ListOfTweetInput)
    .output(output(TweetPage))
    .query(async ({ ctx, input }) => {
      const { id } = await presentOriginal(ctx, input.id);
      return listPage(ctx, input, {
        list: `tweets.quotes:${id}`,
        read: (position) => listQuotes(ctx.db, id, position),
        present: (rows) =>
          presentTweets(
            ctx,
            rows.map((row) => row.id),
          ),
      });
    }),

  /** Tweets added to a conversation, as they come. */
  onThread: subscription
    .input(OnThreadInput)
    .meta({ errors: ['TWEET_NOT_FOUND', 'INVALID_EVENT_ID', 'SLOW_CONSUMER'] })
    .subscription(({ ctx, input, signal }) => streamThread(ctx, { ...input, signal })),
});

/** @throws AppError FORBIDDEN, or TWEET_NOT_FOUND when the viewer may not even see it. */
async function assertAuthor(ctx: WriteContext, tweet: LockedTweet): Promise<void> {
  if (tweet.authorId === ctx.viewer.id) return;
  await presentTweet(ctx, tweet.id);
  throw new AppError('FORBIDDEN');
}

/** @throws AppError VALIDATION_FAILED naming the length and its bound. */
function assertLength({ settings }: QueryContext, text: string): void {
  const length = weightedLength(text);
  if (length <= settings.tweetMaxLength) return;
  const message = `counts ${length}, and may count ${settings.tweetMaxLength} at most`;
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'text', message }] });
}

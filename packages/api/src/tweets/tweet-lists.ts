import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { query, visitorQuery } from '../core/trpc.ts';
import { listLikers } from '../likes/queries.ts';
import { UserPage } from '../users/schema.ts';
import { listUserPage } from '../users/user-page.ts';
import { listConversationPage } from './conversation-page.ts';
import { listConversation, listQuotes, listReplies, listRetweeters } from './list-tweets.ts';
import { presentOriginal, presentTweet } from './present.ts';
import {
  ConversationInput,
  ConversationPage,
  ListOfTweetInput,
  TweetPage,
  TweetVersionPage,
} from './schema.ts';
import { listTweetPage } from './tweet-page.ts';
import { listVersions, toTweetVersion } from './versions.ts';

const tags = ['Tweets'];

/** What belongs to a tweet, as lists. */
export const tweetLists = {
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

  replies: visitorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/replies',
        tags,
        summary: 'List direct replies, newest first',
        description: 'Without those of users whom you mute, unless you ask for them.',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ConversationInput)
    .output(output(ConversationPage))
    .query(async ({ ctx, input }) => {
      const tweet = await presentOriginal(ctx, input.id);
      return listConversationPage(ctx, input, {
        tweet,
        list: `tweets.replies:${tweet.id}`,
        read: (position) => listReplies(ctx.db, tweet.id, position),
      });
    }),

  thread: visitorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/thread',
        tags,
        summary: 'List the conversation a tweet belongs to, oldest first',
        description:
          'Follow `replyToId` to build the tree; a deleted tweet is missing from it, and its replies remain. ' +
          'Without tweets of users whom you mute, unless you ask for them.',
      },
      errors: ['TWEET_NOT_FOUND', 'INVALID_CURSOR'],
    })
    .input(ConversationInput)
    .output(output(ConversationPage))
    .query(async ({ ctx, input }) => {
      const tweet = await presentOriginal(ctx, input.id);
      const { conversationId, author } = tweet;
      return listConversationPage(ctx, input, {
        tweet,
        list: `tweets.thread:${conversationId}:${author.id}`,
        read: (position) => listConversation(ctx.db, conversationId, position),
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
      return listUserPage(ctx, input, {
        list: `tweets.likers:${id}`,
        read: (position) => listLikers(ctx.db, id, position),
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
      return listUserPage(ctx, input, {
        list: `tweets.retweeters:${id}`,
        read: (position) => listRetweeters(ctx.db, id, position),
        onlySeen: true,
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
      return listTweetPage(ctx, input, {
        list: `tweets.quotes:${id}`,
        read: (position) => listQuotes(ctx.db, id, position),
      });
    }),
};

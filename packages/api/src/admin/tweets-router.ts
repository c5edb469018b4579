import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { moderatorMutation, moderatorQuery, router } from '../core/trpc.ts';
import { readAudited } from './audit.ts';
import {
  getModeratedTweet,
  isTweetReadableBy,
  listModeratedTweets,
  toModeratedTweet,
} from './moderated-tweets.ts';
import { removeTweet } from './remove-tweet.ts';
import {
  ListModeratedTweetsInput,
  ModeratedTweet,
  ModeratedTweetInput,
  ModeratedTweetPage,
  RemoveTweetInput,
} from './schema.ts';
import { holdSubject } from './users.ts';

const tags = ['Administration'];

export const tweetsRouter = router({
  get: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/tweets/{id}',
        tags,
        summary: 'Get any tweet with its history, whoever may see it',
        description:
          'Whatever blocks there are, private, suspended and deleted authors too; of moderators and admins for admins. The audit log notes it.',
      },
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND'],
    })
    .input(ModeratedTweetInput)
    .output(output(ModeratedTweet))
    .query(({ ctx, input: { id } }) =>
      readAudited(ctx, { action: 'tweet.read', subject: { type: 'tweet', id } }, (db) =>
        getModeratedTweet(db, id, isTweetReadableBy(ctx.viewer)),
      ),
    ),

  list: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/tweets',
        tags,
        summary: 'List the tweets of an account or a conversation, whoever may see them, latest first',
        description: 'Those that were deleted too. The audit log notes each page that is read.',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListModeratedTweetsInput)
    .output(output(ModeratedTweetPage))
    .query(({ ctx, input }) => {
      const { userId, conversationId, text } = input;
      const filter = { userId, conversationId, text };
      const isReadable = isTweetReadableBy(ctx.viewer);
      const details = { userId: userId ?? null, conversationId: conversationId ?? null, text: text ?? null };
      return readAudited(ctx, { action: 'tweet.list', subject: toSubject(filter), details }, (db) =>
        listPage(ctx, input, {
          list: `admin.tweets.list:${JSON.stringify([userId, conversationId, text])}`,
          read: (position) => listModeratedTweets(db, filter, { ...position, isReadable }),
          present: async (rows) => rows.map(toModeratedTweet),
        }),
      );
    }),

  remove: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/tweets/{id}/remove',
        tags,
        summary: 'Remove a tweet',
        description: 'As if its author had deleted it; reports of it keep what it said.',
      },
      status: 204,
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND', 'CANNOT_MODERATE_SELF'],
    })
    .input(RemoveTweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { id, reason } }) => {
      const tweet = await ctx.trx
        .selectFrom('tweets')
        .select('authorId')
        .where('id', '=', id)
        .executeTakeFirst();
      if (!tweet) throw new AppError('TWEET_NOT_FOUND');
      await holdSubject(ctx, tweet.authorId);
      if (!(await removeTweet(ctx, { tweetId: id, reason }))) throw new AppError('TWEET_NOT_FOUND');
    }),
});

function toSubject({
  userId,
  conversationId = '',
}: Pick<ListModeratedTweetsInput, 'userId' | 'conversationId'>) {
  return userId === undefined
    ? ({ type: 'tweet', id: conversationId } as const)
    : ({ type: 'user', id: userId } as const);
}

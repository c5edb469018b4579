import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { moderatorMutation, moderatorQuery, router, type WriteContext } from '../core/trpc.ts';
import { readAudited } from './audit.ts';
import { setHiddenFromTrends } from './hidden-trends.ts';
import {
  getModeratedTweet,
  isTweetReadableBy,
  listModeratedTweets,
  toModeratedTweet,
} from './moderated-tweets.ts';
import { removeTweet } from './remove-tweet.ts';
import { restoreTweet } from './restore-tweet.ts';
import {
  ListModeratedTweetsInput,
  ModeratedTweet,
  ModeratedTweetInput,
  ModeratedTweetPage,
  RemoveTweetInput,
} from './schema.ts';
import { HideTweetInput } from './trends-schema.ts';
import { holdAccount, holdSubject } from './users.ts';

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
        description:
          'Out of sight at once; its author is told the reason, and can appeal. For 30 days it can be restored.',
      },
      status: 204,
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND', 'CANNOT_MODERATE_SELF'],
    })
    .input(RemoveTweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { id, reason } }) => {
      await holdSubject(ctx, await getAuthorId(ctx, id));
      if (!(await removeTweet(ctx, { tweetId: id, reason }))) throw new AppError('TWEET_NOT_FOUND');
    }),

  hideFromTrends: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/tweets/{id}/hide-from-trends',
        tags,
        summary: 'Keep a tweet out of trends, and from being offered to strangers',
        description: 'Whoever follows its author or looks for it finds it as before.',
      },
      status: 204,
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND', 'CANNOT_MODERATE_SELF'],
    })
    .input(HideTweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { id, reason } }) => {
      await holdSubject(ctx, await getAuthorId(ctx, id));
      await setHiddenFromTrends(ctx, { id, isHidden: true, reason });
    }),

  showInTrends: moderatorMutation
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/admin/tweets/{id}/hide-from-trends',
        tags,
        summary: 'Let a tweet count for trends again',
      },
      status: 204,
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND', 'CANNOT_MODERATE_SELF'],
    })
    .input(ModeratedTweetInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { id } }) => {
      await holdSubject(ctx, await getAuthorId(ctx, id));
      await setHiddenFromTrends(ctx, { id, isHidden: false });
    }),

  restore: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/tweets/{id}/restore',
        tags,
        summary: 'Bring back a tweet that a moderator removed',
        description: 'With its media, likes and retweets, within 30 days.',
      },
      errors: ['FORBIDDEN', 'TWEET_NOT_FOUND', 'USER_NOT_FOUND', 'CANNOT_MODERATE_SELF'],
    })
    .input(ModeratedTweetInput)
    .output(output(ModeratedTweet))
    .mutation(async ({ ctx, input: { id } }) => {
      await holdAccount(ctx, await getAuthorId(ctx, id));
      await restoreTweet(ctx, id);
      return getModeratedTweet(ctx.trx, id);
    }),
});

/** Of any tweet. @throws AppError TWEET_NOT_FOUND */
async function getAuthorId({ trx }: WriteContext, id: string): Promise<string> {
  const tweet = await trx.selectFrom('tweets').select('authorId').where('id', '=', id).executeTakeFirst();
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  return tweet.authorId;
}

function toSubject({
  userId,
  conversationId = '',
}: Pick<ListModeratedTweetsInput, 'userId' | 'conversationId'>) {
  return userId === undefined
    ? ({ type: 'tweet', id: conversationId } as const)
    : ({ type: 'user', id: userId } as const);
}

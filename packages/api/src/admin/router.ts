import { z } from 'zod';
import { UsageStats } from '../analytics/schema.ts';
import { loadUsageStats } from '../analytics/usage-stats.ts';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { adminQuery, moderatorMutation, router } from '../core/trpc.ts';
import { listActs, toAuditEntry } from './audit.ts';
import { removeTweet } from './remove-tweet.ts';
import { reportsRouter } from './reports-router.ts';
import { AuditPage, ListAuditInput, RemoveTweetInput } from './schema.ts';
import { holdSubject } from './users.ts';
import { usersRouter } from './users-router.ts';

const tags = ['Administration'];

export const adminRouter = router({
  reports: reportsRouter,
  users: usersRouter,

  tweets: router({
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
  }),

  stats: adminQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/stats',
        tags,
        summary: 'Count how much the server is used',
      },
      errors: ['FORBIDDEN'],
    })
    .output(output(UsageStats))
    .query(({ ctx }) => loadUsageStats(ctx)),

  audit: router({
    list: adminQuery
      .meta({
        openapi: {
          method: 'GET',
          path: '/api/admin/audit',
          tags,
          summary: 'List what moderators, admins and the host have done, latest first',
        },
        errors: ['FORBIDDEN', 'INVALID_CURSOR'],
      })
      .input(ListAuditInput)
      .output(output(AuditPage))
      .query(({ ctx, input }) => {
        const { actorId, subjectType, subjectId, action } = input;
        return listPage(ctx, input, {
          list: `admin.audit.list:${JSON.stringify([actorId, subjectType, subjectId, action])}`,
          read: (position) => listActs(ctx.db, { actorId, subjectType, subjectId, action }, position),
          present: async (rows) => rows.map(toAuditEntry),
        });
      }),
  }),
});

import { toDayRange, Usage, UsageInput, UsageStats } from '../analytics/schema.ts';
import { listUsageDays } from '../analytics/usage-days.ts';
import { loadUsageStats } from '../analytics/usage-stats.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { adminQuery, router } from '../core/trpc.ts';
import { appealsRouter } from './appeals-router.ts';
import { listActs, toAuditEntry } from './audit.ts';
import { jobsRouter } from './jobs-router.ts';
import { reportsRouter } from './reports-router.ts';
import { AuditPage, ListAuditInput } from './schema.ts';
import { trendsRouter } from './trends-router.ts';
import { tweetsRouter } from './tweets-router.ts';
import { usersRouter } from './users-router.ts';

const tags = ['Administration'];

export const adminRouter = router({
  reports: reportsRouter,
  appeals: appealsRouter,
  users: usersRouter,
  tweets: tweetsRouter,
  trends: trendsRouter,
  jobs: jobsRouter,

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

  usage: adminQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/usage',
        tags,
        summary: 'Count how much the server was used, day by day',
      },
      errors: ['FORBIDDEN'],
    })
    .input(UsageInput)
    .output(output(Usage))
    .query(async ({ ctx, input }) => {
      const range = toDayRange(input);
      return { ...range, days: await listUsageDays(ctx.db, range) };
    }),

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

import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { moderatorMutation, moderatorQuery, router } from '../core/trpc.ts';
import { readAudited } from './audit.ts';
import { getReport, getReportDetail, listReports, toModerationReport } from './reports.ts';
import { resolveReport } from './resolve-report.ts';
import {
  ListReportsInput,
  ModerationReport,
  ModerationReportDetail,
  ModerationReportPage,
  ReportInput,
  ResolveReportInput,
} from './schema.ts';

const tags = ['Administration'];

export const reportsRouter = router({
  list: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/reports',
        tags,
        summary: 'List reports: the queue of moderators',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListReportsInput)
    .output(output(ModerationReportPage))
    .query(({ ctx, input }) => {
      const { status, userId, tweetId } = input;
      return listPage(ctx, input, {
        list: `admin.reports.list:${JSON.stringify([status, userId, tweetId])}`,
        read: (position) => listReports(ctx, { status, userId, tweetId }, position),
        present: async (rows) => rows.map(toModerationReport),
      });
    }),

  get: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/reports/{id}',
        tags,
        summary: 'Get a report, with what it is about as it was and as it is',
        description: 'Whoever may see it otherwise. The audit log notes it.',
      },
      errors: ['FORBIDDEN', 'REPORT_NOT_FOUND'],
    })
    .input(ReportInput)
    .output(output(ModerationReportDetail))
    .query(({ ctx, input: { id } }) =>
      readAudited(ctx, { action: 'report.read', subject: { type: 'report', id } }, (db) =>
        getReportDetail({ db, viewer: ctx.viewer }, id),
      ),
    ),

  resolve: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/reports/{id}/resolve',
        tags,
        summary: 'Resolve a report, with every other open one of the same subject',
        description:
          'Dismisses it, removes the tweet that it is about, unless it is gone already, or suspends the account.',
      },
      errors: [...(['FORBIDDEN', 'REPORT_NOT_FOUND', 'REPORT_ALREADY_RESOLVED'] as const), 'USER_NOT_FOUND'],
    })
    .input(ResolveReportInput)
    .output(output(ModerationReport))
    .mutation(async ({ ctx, input }) => {
      await resolveReport(ctx, input);
      return toModerationReport(await getReport(ctx, input.id));
    }),
});

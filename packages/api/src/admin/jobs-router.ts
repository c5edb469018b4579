import { z } from 'zod';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { adminMutation, adminQuery, router } from '../core/trpc.ts';
import { listFailedJobs, retryFailedJobs } from '../outbox/failed-jobs.ts';
import { recordAct } from './audit.ts';
import { type FailedJob, FailedJobPage, ListFailedJobsInput, RetryJobsInput } from './jobs-schema.ts';

const tags = ['Administration'];

export const jobsRouter = router({
  listFailed: adminQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/jobs/failed',
        tags,
        summary: 'List the jobs that have failed for good, latest first',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListFailedJobsInput)
    .output(output(FailedJobPage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: 'admin.jobs.listFailed',
        read: async (position) =>
          (await listFailedJobs(ctx.db, position)).map((job) => ({ ...job, id: job.failureId })),
        present: async (jobs) =>
          jobs.map(
            ({ id, name, events, reason, failedAt }): FailedJob => ({
              ...{ id, name, events: events.length, reason, failedAt },
            }),
          ),
      }),
    ),

  retry: adminMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/jobs/retry',
        tags,
        summary: 'Have failed jobs tried again',
        description: 'Within seconds, with as many attempts as at first.',
      },
      status: 204,
      errors: ['FORBIDDEN'],
    })
    .input(RetryJobsInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { ids } }) => {
      for (const { failureId, name } of await retryFailedJobs(ctx.trx, ids))
        await recordAct(ctx, {
          action: 'job.retry',
          subject: { type: 'job', id: failureId },
          details: { name },
        });
    }),
});

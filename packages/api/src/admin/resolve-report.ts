import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { compareIds } from '../core/ids.ts';
import type { WriteContext } from '../core/trpc.ts';
import { recordAct } from './audit.ts';
import { removeTweet } from './remove-tweet.ts';
import { isOfSubject, isReadableBy } from './reports.ts';
import type { ResolveReportInput } from './schema.ts';
import { suspendUser } from './suspensions.ts';
import { holdAccount, holdSubject } from './users.ts';

/**
 * Resolves a report and every other open one of the same subject, with what is to be done about it. A tweet to remove may be gone already.
 * @throws AppError REPORT_NOT_FOUND, REPORT_ALREADY_RESOLVED, and what holdSubject throws
 */
export async function resolveReport(
  ctx: WriteContext,
  { id, action, note, until }: z.infer<typeof ResolveReportInput>,
): Promise<void> {
  const { userId } = await getOpenReport(ctx, id);
  // Moderators of one subject take turns here; who comes second finds the report resolved.
  const user = await (action === 'suspendUser' ? holdAccount : holdSubject)(ctx, userId);
  const { tweetId, reason } = await getOpenReport(ctx, id);
  let wasGone = false;
  if (action === 'removeTweet') {
    if (tweetId === null) throw notOfTweet();
    wasGone = !(await removeTweet(ctx, { tweetId, reason: note ?? reason }));
  }
  if (action === 'suspendUser') await suspendUser(ctx, user, { reason: note ?? reason, until });
  const resolved = await ctx.trx
    .updateTable('reports')
    .set({ resolvedAt: sql<Date>`now()`, resolverId: ctx.viewer.id, action, note: note ?? null })
    .where(isOfSubject({ userId, tweetId }))
    .where('resolvedAt', 'is', null)
    .returning('id')
    .execute();
  await recordAct(ctx, {
    action: 'report.resolve',
    subject: { type: 'report', id },
    details: {
      action,
      note: note ?? null,
      // The tweet that was to be removed.
      ...(wasGone && { wasGone }),
      reports: resolved.map((report) => report.id).toSorted(compareIds),
    },
  });
}

async function getOpenReport({ trx, viewer }: WriteContext, id: string) {
  const report = await trx
    .selectFrom('reports')
    .innerJoin('users', 'users.id', 'reports.userId')
    .select(['reports.userId', 'reports.tweetId', 'reports.reason', 'reports.resolvedAt'])
    .where('reports.id', '=', id)
    .where(isReadableBy(viewer, 'reports'))
    .executeTakeFirst();
  if (!report) throw new AppError('REPORT_NOT_FOUND');
  if (report.resolvedAt !== null) throw new AppError('REPORT_ALREADY_RESOLVED');
  return report;
}

function notOfTweet(): AppError {
  const message = 'a report of an account has no tweet to remove';
  return new AppError('VALIDATION_FAILED', { issues: [{ path: 'action', message }] });
}

import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { QueryContext, WriteContext } from '../core/trpc.ts';
import type { ListAppealsInput, ModerationAppeal, ResolveAppealInput } from './appeals-schema.ts';
import { recordAct } from './audit.ts';
import { isReadableBy } from './reports.ts';
import { restoreTweet } from './restore-tweet.ts';
import { assertMayEndSuspension, restoreUser } from './suspensions.ts';
import { holdAccount, holdSubject } from './users.ts';

/** Open ones oldest first, resolved ones newest first. */
export function listAppeals(
  ctx: Reader,
  { status }: Pick<ListAppealsInput, 'status'>,
  { last, limit }: Position,
): Promise<AppealRow[]> {
  const isOpen = status === 'open';
  return selectAppeals(ctx)
    .where('appeals.resolvedAt', isOpen ? 'is' : 'is not', null)
    .$if(last !== undefined, (query) => query.where('appeals.id', isOpen ? '>' : '<', last ?? ''))
    .orderBy('appeals.id', isOpen ? 'asc' : 'desc')
    .limit(limit)
    .execute();
}

/** @throws AppError APPEAL_NOT_FOUND */
export async function getAppeal(ctx: Reader, id: string): Promise<AppealRow> {
  const appeal = await selectAppeals(ctx).where('appeals.id', '=', id).executeTakeFirst();
  if (!appeal) throw new AppError('APPEAL_NOT_FOUND');
  return appeal;
}

/**
 * Decides an appeal; granted, what was removed or suspended is restored, which a deleted account has no more of.
 * @throws AppError APPEAL_NOT_FOUND, APPEAL_ALREADY_RESOLVED, TWEET_NOT_FOUND, and what holdSubject throws
 */
export async function resolveAppeal(
  ctx: WriteContext,
  { id, action, note }: z.infer<typeof ResolveAppealInput>,
): Promise<void> {
  const { userId, tweetId } = await getAppeal(ctx, id);
  // Moderators of one account take turns here; who comes second finds the appeal resolved.
  const user = await (action === 'grant' ? holdAccount : holdSubject)(ctx, userId);
  if ((await getAppeal(ctx, id)).resolvedAt !== null) throw new AppError('APPEAL_ALREADY_RESOLVED');
  if (tweetId === null) assertMayEndSuspension(ctx.viewer, user);
  if (action === 'grant') await (tweetId === null ? restoreUser(ctx, user) : restoreTweet(ctx, tweetId));
  await ctx.trx
    .updateTable('appeals')
    .set({ resolvedAt: sql<Date>`now()`, resolverId: ctx.viewer.id, action, note: note ?? null })
    .where('id', '=', id)
    .execute();
  await recordAct(ctx, {
    action: 'appeal.resolve',
    subject: { type: 'appeal', id },
    details: { action, note: note ?? null, userId, tweetId },
  });
}

export function toModerationAppeal(row: AppealRow): ModerationAppeal {
  const { id, userId, username, tweetId, text, createdAt, action, note, resolverId, resolverName } = row;
  return {
    ...{ id, tweetId, text, createdAt: createdAt.toISOString() },
    user: { id: userId, username },
    reason: tweetId === null ? row.suspensionReason : row.removalReason,
    resolution: row.resolvedAt && {
      action: action === 'grant' ? 'grant' : 'refuse',
      note,
      resolver:
        resolverId !== null && resolverName !== null ? { id: resolverId, username: resolverName } : null,
      resolvedAt: row.resolvedAt.toISOString(),
    },
  };
}

function selectAppeals({ db, viewer }: Reader) {
  return db
    .selectFrom('appeals')
    .innerJoin('users', 'users.id', 'appeals.userId')
    .leftJoin('tweets', 'tweets.id', 'appeals.tweetId')
    .leftJoin('users as resolvers', 'resolvers.id', 'appeals.resolverId')
    .select(['appeals.id', 'appeals.userId', 'users.username', 'appeals.tweetId', 'appeals.text'])
    .select(['appeals.createdAt', 'appeals.resolvedAt', 'appeals.action', 'appeals.note'])
    .select(['appeals.resolverId', 'resolvers.username as resolverName'])
    .select(['users.suspensionReason', 'tweets.removalReason'])
    .where(isReadableBy(viewer, 'appeals'));
}

type Reader = Pick<QueryContext, 'db' | 'viewer'>;
type AppealRow = Awaited<ReturnType<ReturnType<typeof selectAppeals>['execute']>>[number];

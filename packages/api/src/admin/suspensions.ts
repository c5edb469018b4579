import { sql } from 'kysely';
import { endSessions } from '../auth/sessions.ts';
import type { Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import { closeAppeals } from '../moderation/appeals.ts';
import { appendEvents } from '../outbox/append.ts';
import { announceUser } from '../users/announce-user.ts';
import { awaitWrites } from '../users/queries.ts';
import { type Actor, recordAct } from './audit.ts';
import type { Subject } from './users.ts';

/**
 * Hides an account that the transaction holds and all that it wrote, and ends its sessions; nothing is removed.
 * @throws AppError FORBIDDEN when a moderator would replace what an admin decided
 */
export async function suspendUser(
  ctx: WriteContext,
  user: Subject,
  { reason, until = null }: { reason: string; until?: string | null | undefined },
): Promise<void> {
  assertMayEndSuspension(ctx.viewer, user);
  await awaitWrites(ctx.trx, user.id);
  await ctx.trx
    .updateTable('users')
    .set({
      suspendedAt: sql<Date>`coalesce(suspended_at, now())`,
      suspendedByAdmin: ctx.viewer.role === 'admin',
      suspendedUntil: until,
      suspensionReason: reason,
    })
    .where('id', '=', user.id)
    .execute();
  await endSessions(ctx, { userId: user.id });
  await recordAct(ctx, {
    action: 'user.suspend',
    subject: { type: 'user', id: user.id },
    details: { reason, until, before: toSuspension(user) },
  });
  await appendEvents(ctx, [{ type: 'user.suspended', userId: user.id }]);
  await announceUser(ctx, user.id);
  if (until !== null) ctx.afterCommit(() => ctx.hints.publish('suspensions', [user.id]));
}

/** @throws AppError FORBIDDEN when an admin suspended the user and the viewer is none */
export function assertMayEndSuspension(viewer: Pick<Viewer, 'role'>, user: Subject): void {
  if (user.suspendedByAdmin && viewer.role !== 'admin') throw new AppError('FORBIDDEN');
}

/** Brings back an account that the transaction holds and all that it wrote; one that is not suspended stays as it is. */
export async function restoreUser(
  ctx: Writer & Actor,
  user: Subject,
  { expired = false }: { expired?: boolean } = {},
): Promise<void> {
  if (user.suspendedAt === null) return;
  await ctx.trx
    .updateTable('users')
    .set({ suspendedAt: null, suspendedByAdmin: false, suspendedUntil: null, suspensionReason: null })
    .where('id', '=', user.id)
    .execute();
  await closeAppeals(ctx, { userId: user.id, tweetId: null });
  await recordAct(ctx, {
    action: 'user.restore',
    subject: { type: 'user', id: user.id },
    details: { expired, before: toSuspension(user) },
  });
  await appendEvents(ctx, [{ type: 'user.restored', userId: user.id }]);
  await announceUser(ctx, user.id);
}

/** What an act replaced or ended. */
function toSuspension({ suspendedAt, suspendedUntil, suspensionReason }: Subject) {
  if (suspendedAt === null) return null;
  return { reason: suspensionReason, until: suspendedUntil?.toISOString() ?? null };
}

import { sql } from 'kysely';
import { endSessions } from '../auth/sessions.ts';
import type { Services, Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { write } from '../core/mutation.ts';
import type { WriteContext } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import { announceUser } from '../users/announce-user.ts';
import { type Actor, recordAct } from './audit.ts';
import { type Subject, subjectColumns } from './users.ts';

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
  await announceUser(ctx, user.id);
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
  await recordAct(ctx, {
    action: 'user.restore',
    subject: { type: 'user', id: user.id },
    details: { expired, before: toSuspension(user) },
  });
  await announceUser(ctx, user.id);
}

/** Restores those whose suspension was for a time that is over. */
export async function endSuspensions(services: Services): Promise<void> {
  const selectDue = (db: Services['db']) =>
    db.selectFrom('users').where('suspendedUntil', '<=', sql<Date>`now()`);
  for (const { id } of await selectDue(services.db).select('id').execute()) {
    await write(services, async (writer) => {
      const due = selectDue(writer.trx).select(subjectColumns).where('id', '=', id);
      const user = await due.forNoKeyUpdate().executeTakeFirst();
      if (user) await restoreUser(writer, user, { expired: true });
    });
  }
}

/** What an act replaced or ended. */
function toSuspension({ suspendedAt, suspendedUntil, suspensionReason }: Subject) {
  if (suspendedAt === null) return null;
  return { reason: suspensionReason, until: suspendedUntil?.toISOString() ?? null };
}

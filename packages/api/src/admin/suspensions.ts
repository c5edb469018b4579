import { sql } from 'kysely';
import { endSessions } from '../auth/sessions.ts';
import type { Services, Writer } from '../context.ts';
import { write } from '../mutation.ts';
import { appendEvents } from '../outbox/append.ts';
import type { WriteContext } from '../trpc.ts';
import { type Actor, recordAct } from './audit.ts';

/** Hides an account that the transaction holds and all that it wrote, and ends its sessions; nothing is removed. */
export async function suspendUser(
  ctx: WriteContext,
  { userId, reason, until = null }: { userId: string; reason: string; until?: string | null | undefined },
): Promise<void> {
  await ctx.trx
    .updateTable('users')
    .set({
      suspendedAt: sql<Date>`coalesce(suspended_at, now())`,
      suspendedUntil: until,
      suspensionReason: reason,
    })
    .where('id', '=', userId)
    .execute();
  await endSessions(ctx, { userId });
  await recordAct(ctx, {
    action: 'user.suspend',
    subject: { type: 'user', id: userId },
    details: { reason, until },
  });
  await announce(ctx, userId);
}

/** Brings back a suspended account and all that it wrote; one that is not suspended stays as it is. */
export async function restoreUser(
  ctx: Writer & Actor,
  userId: string,
  { onlyIfDue = false }: { onlyIfDue?: boolean } = {},
): Promise<void> {
  const restored = await ctx.trx
    .updateTable('users')
    .set({ suspendedAt: null, suspendedUntil: null, suspensionReason: null })
    .where('id', '=', userId)
    .where('suspendedAt', 'is not', null)
    .$if(onlyIfDue, (query) => query.where('suspendedUntil', '<=', sql<Date>`now()`))
    .returning('id')
    .executeTakeFirst();
  if (!restored) return;
  await recordAct(ctx, {
    action: 'user.restore',
    subject: { type: 'user', id: userId },
    details: { expired: onlyIfDue },
  });
  await announce(ctx, userId);
}

/** Restores those whose suspension was for a time that is over. */
export async function endSuspensions(services: Services): Promise<void> {
  const due = await services.db
    .selectFrom('users')
    .select('id')
    .where('suspendedUntil', '<=', sql<Date>`now()`)
    .execute();
  for (const { id } of due) await write(services, (writer) => restoreUser(writer, id, { onlyIfDue: true }));
}

async function announce(ctx: Writer, userId: string): Promise<void> {
  await appendEvents(ctx, [{ type: 'user.updated', userId }]);
  ctx.afterCommit(() => ctx.hints.publish('users', [userId]));
}

import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { endSessions } from '../auth/sessions.ts';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import type { Role } from '../core/viewer.ts';
import { announceUser } from '../users/announce-user.ts';
import { recordAct } from './audit.ts';
import { holdAccount } from './users.ts';

/**
 * Gives a user a role, and ends their sessions: a session has one role from its beginning to its end. Who acts is an admin
 * and somebody else, and held as one until the transaction ends, so an admin remains.
 * @throws AppError USER_NOT_FOUND or CANNOT_MODERATE_SELF
 */
export async function setRole(
  ctx: WriteContext,
  { userId, role }: { userId: string; role: Role },
): Promise<void> {
  const { role: before } = await holdAccount(ctx, userId);
  if (before === role) return;
  await ctx.trx.updateTable('users').set({ role }).where('id', '=', userId).execute();
  await endSessions(ctx, { userId });
  await recordAct(ctx, {
    action: 'user.setRole',
    subject: { type: 'user', id: userId },
    details: { before, role },
  });
  await announceUser(ctx, userId);
}

/** For who would leave; holds all admins, so that the last two cannot both go. @throws AppError LAST_ADMIN */
export async function assertNotLastAdmin(trx: Transaction, userId: string): Promise<void> {
  const user = await trx.selectFrom('users').select('role').where('id', '=', userId).executeTakeFirst();
  if (user?.role !== 'admin') return;
  const admins = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', sql.lit('admin'))
    .where('isActive', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (admins.length === 1 && admins[0]?.id === userId) throw new AppError('LAST_ADMIN');
}

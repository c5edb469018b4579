import { sql } from 'kysely';
import { endSessions } from '../auth/sessions.ts';
import type { Services, Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { write } from '../core/mutation.ts';
import { appendEvents } from '../outbox/append.ts';
import { announceUser } from './announce-user.ts';
import { deleteAccount } from './delete-account.ts';
import { awaitWrites } from './queries.ts';

/**
 * Takes an account out of everybody's sight, and ends its sessions; nothing of it is removed before its owner has had the time to come
 * back, which a host may set to none.
 * @throws AppError USER_NOT_FOUND when it is deleted or deactivated already
 */
export async function deactivateAccount(ctx: Writer, userId: string): Promise<void> {
  const { trx, settings } = ctx;
  if (settings.accountDeletionDays === 0) return deleteAccount(ctx, userId);
  await awaitWrites(trx, userId);
  const { numUpdatedRows } = await trx
    .updateTable('users')
    .set({ deletionDueAt: sql<Date>`now() + make_interval(days => ${settings.accountDeletionDays}::int)` })
    .where('id', '=', userId)
    .where('deletedAt', 'is', null)
    .where('deletionDueAt', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('USER_NOT_FOUND');
  await endSessions(ctx, { userId });
  await appendEvents(ctx, [{ type: 'user.deactivated', userId }]);
  await announceUser(ctx, userId);
}

/** Brings back an account that the transaction holds, and all that belongs to it. @returns false when it is not deactivated. */
export async function reactivateAccount(ctx: Writer, userId: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.trx
    .updateTable('users')
    .set({ deletionDueAt: null })
    .where('id', '=', userId)
    .where('deletionDueAt', 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await appendEvents(ctx, [{ type: 'user.reactivated', userId }]);
  await announceUser(ctx, userId);
  return true;
}

/** Accounts looked up at once. */
const batchSize = 100;

/** Deletes accounts whose owners have not come back in time. */
export async function deleteDueAccounts(services: Services): Promise<void> {
  const selectDue = (db: Services['db']) =>
    db.selectFrom('users').select('id').where('deletionDueAt', '<=', sql<Date>`now()`);
  for (;;) {
    const due = await selectDue(services.db).orderBy('deletionDueAt').limit(batchSize).execute();
    for (const { id } of due)
      await services.pace(() =>
        write(services, async (writer) => {
          // The owner may be coming back just now.
          const user = await selectDue(writer.trx).where('id', '=', id).forUpdate().executeTakeFirst();
          if (user) await deleteAccount(writer, id);
        }),
      );
    if (due.length < batchSize) return;
  }
}

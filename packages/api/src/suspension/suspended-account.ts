import type { Transaction } from '@dunlin/db';
import { assertNotDeactivated } from '../auth/queries.ts';
import { AppError } from '../core/errors.ts';

/**
 * Holds a suspended account whose password was given, against restoring and deletion, until the transaction ends.
 * @throws AppError INVALID_CREDENTIALS, ACCOUNT_DEACTIVATED or ACCOUNT_NOT_SUSPENDED
 */
export async function holdSuspended(
  trx: Transaction,
  account: { id: string; passwordHash: string | null } | undefined,
): Promise<SuspendedAccount> {
  if (!account) throw new AppError('INVALID_CREDENTIALS');
  const row = await trx
    .selectFrom('users')
    .select(['id', 'suspendedAt', 'suspendedUntil', 'suspensionReason', 'deletionDueAt'])
    .where('id', '=', account.id)
    .where('passwordHash', '=', account.passwordHash)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('INVALID_CREDENTIALS');
  assertNotDeactivated(row);
  const { suspendedAt, deletionDueAt: _, ...suspended } = row;
  if (suspendedAt === null) throw new AppError('ACCOUNT_NOT_SUSPENDED');
  return { ...suspended, suspendedAt };
}

export interface SuspendedAccount {
  id: string;
  suspendedAt: Date;
  suspendedUntil: Date | null;
  suspensionReason: string | null;
}

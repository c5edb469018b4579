import { type Database, isUniqueViolation, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { ErrorCode } from '../core/error-catalogue.ts';
import { AppError } from '../core/errors.ts';
import type { Role } from '../core/viewer.ts';
import type { LoginInput } from './schema.ts';

const takenErrors: Record<string, ErrorCode> = {
  users_username_key: 'USERNAME_TAKEN',
  users_email_key: 'EMAIL_TAKEN',
};

export interface Account {
  id: string;
  role: Role;
  passwordHash: string | null;
}

export interface NamedAccount extends Account {
  username: string;
  email: string;
}

/** @throws AppError USERNAME_TAKEN or EMAIL_TAKEN, in any case of letters */
export async function insertUser(
  trx: Transaction,
  user: { username: string; email: string; passwordHash: string; displayName: string; role?: Role },
): Promise<string> {
  try {
    const { id } = await trx.insertInto('users').values(user).returning('id').executeTakeFirstOrThrow();
    return id;
  } catch (error) {
    throw toTakenError(error) ?? error;
  }
}

export async function findAccount(
  db: Database,
  { username, email }: Pick<LoginInput, 'username' | 'email'>,
): Promise<Account | undefined> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'role', 'passwordHash'])
    .where('deletedAt', 'is', null)
    .$if(username !== undefined, (query) =>
      query.where(sql`lower(username)`, '=', username?.toLowerCase() ?? ''),
    )
    .$if(email !== undefined, (query) => query.where(sql`lower(email)`, '=', email?.toLowerCase() ?? ''))
    .executeTakeFirst();
  // `as`: a check constraint of the table holds role to these.
  return row && { ...row, role: row.role as Role };
}

export async function getAccount(db: Database, id: string): Promise<NamedAccount> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'role', 'passwordHash', 'username', 'email'])
    .where('id', '=', id)
    .where('isActive', '=', true)
    // Only deletion takes it away.
    .$narrowType<{ email: string }>()
    .executeTakeFirst();
  if (!row) throw new AppError('SESSION_ENDED');
  // `as`: a check constraint of the table holds role to these.
  return { ...row, role: row.role as Role };
}

/** Where the account's sessions were begun; none for an account that does not exist, and as slowly. */
export async function listSessionAddresses(
  db: Database,
  name: Pick<LoginInput, 'username' | 'email'>,
): Promise<string[]> {
  const account = await findAccount(db, name);
  const rows = await db
    .selectFrom('sessions')
    .select('ipAddress')
    .distinct()
    .where('userId', '=', account?.id ?? '0')
    .where('expiresAt', '>', new Date())
    .where('ipAddress', 'is not', null)
    .$narrowType<{ ipAddress: string }>()
    .execute();
  return rows.map(({ ipAddress }) => ipAddress);
}

/**
 * Holds an account against a change of password or role, suspension and deletion until the transaction ends.
 * @returns the account as it is now; undefined when its password is no longer the one that was verified.
 * @param options.commits whether what was written before stays when the account is suspended.
 * @throws AppError ACCOUNT_DEACTIVATED or ACCOUNT_SUSPENDED
 */
export async function lockPassword(
  trx: Transaction,
  { id, passwordHash }: Account,
  { commits = false }: { commits?: boolean } = {},
): Promise<Account | undefined> {
  const row = await trx
    .selectFrom('users')
    .select([
      'id',
      'role',
      'passwordHash',
      'suspendedAt',
      'suspensionReason',
      'suspendedUntil',
      'deletionDueAt',
    ])
    .where('id', '=', id)
    .where('passwordHash', '=', passwordHash)
    .forShare()
    .executeTakeFirst();
  if (!row) return;
  assertNotDeactivated(row);
  if (row.suspendedAt !== null) {
    const suspension = { reason: row.suspensionReason, until: row.suspendedUntil?.toISOString() ?? null };
    throw new AppError('ACCOUNT_SUSPENDED', { suspension, commits });
  }
  // `as`: a check constraint of the table holds role to these.
  return { id: row.id, role: row.role as Role, passwordHash: row.passwordHash };
}

/**
 * Holds an account as it is, whatever it is, until the transaction ends.
 * @returns whether its password is still the one that was verified.
 */
export async function holdPassword(trx: Transaction, { id, passwordHash }: Account): Promise<boolean> {
  const row = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', id)
    .where('passwordHash', '=', passwordHash)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws AppError ACCOUNT_DEACTIVATED, which says until when it can be brought back */
export function assertNotDeactivated({ deletionDueAt }: { deletionDueAt: Date | null }): void {
  if (deletionDueAt === null) return;
  throw new AppError('ACCOUNT_DEACTIVATED', { deactivation: { deletionDueAt: deletionDueAt.toISOString() } });
}

/** @returns false when the password is no longer the one that was verified. @throws AppError EMAIL_TAKEN, in any case of letters */
export async function updateEmail(trx: Transaction, account: Account, email: string): Promise<boolean> {
  try {
    const { numUpdatedRows } = await trx
      .updateTable('users')
      .set({ email })
      .where('id', '=', account.id)
      .where('passwordHash', '=', account.passwordHash)
      .where('isActive', '=', true)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  } catch (error) {
    throw toTakenError(error) ?? error;
  }
}

/** @returns the account as it is now; undefined when its password is no longer the one that was verified. */
export async function updatePassword(
  trx: Transaction,
  account: Account,
  passwordHash: string,
): Promise<Account | undefined> {
  const row = await trx
    .updateTable('users')
    .set({ passwordHash })
    .where('id', '=', account.id)
    .where('passwordHash', '=', account.passwordHash)
    .where('isActive', '=', true)
    .returning(['id', 'role', 'passwordHash'])
    .executeTakeFirst();
  // `as`: a check constraint of the table holds role to these.
  return row && { ...row, role: row.role as Role };
}

function toTakenError(error: unknown): AppError | undefined {
  if (!isUniqueViolation(error)) return;
  const code = takenErrors[String(error.constraint)];
  return code && new AppError(code, { cause: error });
}

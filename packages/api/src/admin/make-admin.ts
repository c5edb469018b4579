import type { Database, Transaction } from '@dunlin/db';
import { assertUncommon } from '../auth/common-passwords.ts';
import { hashPassword } from '../auth/password.ts';
import { assertNotDeactivated, insertUser } from '../auth/queries.ts';
import { RegisterInput } from '../auth/schema.ts';
import { AppError } from '../core/errors.ts';
import { insertEvents } from '../outbox/append.ts';
import { recordAct } from './audit.ts';

export interface AdminRequest {
  username: string;
  /** Of the account to be made; needed unless there is one of that name. */
  email: string | undefined;
  /** Whether an account that exists may be made an admin; somebody else may have registered the name first. */
  promote: boolean;
  /** Asked when an account is to be made. */
  readPassword: () => Promise<string>;
}

/**
 * Makes an admin for the host: a new account, or one that exists and whose sessions end then. An account that is an admin
 * stays as it is.
 * @throws AppError USERNAME_TAKEN when the account exists and is not to be promoted, USER_NOT_FOUND when it is and does not,
 * ACCOUNT_DEACTIVATED, ACCOUNT_SUSPENDED, EMAIL_TAKEN; ZodError for what registration would refuse
 */
export async function makeAdmin(
  db: Database,
  request: AdminRequest,
): Promise<'created' | 'promoted' | 'unchanged'> {
  const { username, promote } = request;
  const account = await db
    .selectFrom('users')
    .select(['id', 'role', 'isActive'])
    .where((where) => where(where.fn<string>('lower', ['username']), '=', username.toLowerCase()))
    .executeTakeFirst();
  if (!account) {
    if (promote) throw new AppError('USER_NOT_FOUND');
    await createAdmin(db, request);
    return 'created';
  }
  if (account.role === 'admin' && account.isActive) return 'unchanged';
  if (!promote) throw new AppError('USERNAME_TAKEN');
  return db.transaction().execute((trx) => promoteToAdmin(trx, account.id));
}

async function createAdmin(db: Database, { username, email, readPassword }: AdminRequest): Promise<void> {
  // What is wrong with the names is said before the password is asked for.
  RegisterInput.pick({ username: true, email: true }).parse({ username, email });
  const input = RegisterInput.parse({ username, email, password: await readPassword() });
  await assertUncommon(input.password, { field: 'password', names: [username, input.email] });
  const passwordHash = await hashPassword(input.password);
  await db.transaction().execute(async (trx) => {
    const userId = await insertUser(trx, {
      ...{ username, email: input.email, displayName: username, passwordHash, role: 'admin' },
    });
    await recordAct({ trx }, { action: 'user.createAdmin', subject: { type: 'user', id: userId } });
    await insertEvents(trx, [{ type: 'user.created', userId }]);
  });
}

/** No hint reaches a server that runs; it looks at sessions again within seconds. */
async function promoteToAdmin(trx: Transaction, userId: string): Promise<'promoted' | 'unchanged'> {
  const { role, isActive, deletedAt, deletionDueAt } = await trx
    .selectFrom('users')
    .select(['role', 'isActive', 'deletedAt', 'deletionDueAt'])
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (deletedAt !== null) throw new AppError('USER_NOT_FOUND');
  assertNotDeactivated({ deletionDueAt });
  if (!isActive) throw new AppError('ACCOUNT_SUSPENDED');
  if (role === 'admin') return 'unchanged';
  await trx.updateTable('users').set({ role: 'admin' }).where('id', '=', userId).execute();
  await trx.deleteFrom('sessions').where('userId', '=', userId).execute();
  await recordAct(
    { trx },
    {
      action: 'user.setRole',
      subject: { type: 'user', id: userId },
      details: { before: role, role: 'admin' },
    },
  );
  await insertEvents(trx, [{ type: 'user.updated', userId }]);
  return 'promoted';
}

import type { Context } from '../core/context.ts';
import { verifyPassword } from './password.ts';
import { type Account, findAccount, listSessionAddresses } from './queries.ts';
import type { LoginInput } from './schema.ts';

/** The account whose password was given; undefined for a wrong one, and for an account that does not exist. */
export async function findSigningIn(
  { db, limits, request }: Context,
  input: Pick<LoginInput, 'username' | 'email' | 'password'>,
): Promise<Account | undefined> {
  const name = input.username ?? input.email ?? '';
  const attempt = { request, name, knownAddresses: () => listSessionAddresses(db, input) };
  let account: Account | undefined;
  const matches = await limits.passwords.login(attempt, async () => {
    account = await findAccount(db, input);
    return verifyPassword(account?.passwordHash ?? null, input.password);
  });
  return matches ? account : undefined;
}

import type { Context } from '../core/context.ts';
import type { Viewer } from '../core/viewer.ts';
import { verifyPassword } from './password.ts';
import { getAccount, type NamedAccount } from './queries.ts';

/** The viewer's account when this is its password; an access token alone does not show who holds it. */
export async function confirmPassword(
  { db, limits, request, viewer }: Context & { viewer: Viewer },
  password: string,
): Promise<NamedAccount | undefined> {
  const account = await getAccount(db, viewer.id);
  const matches = await limits.passwords.confirm(viewer, request, () =>
    verifyPassword(account.passwordHash, password),
  );
  return matches ? account : undefined;
}

import type { Database } from '@dunlin/db';
import { AppError } from './errors.ts';
import type { Role, Viewer } from './viewer.ts';

const ranks = { user: 0, moderator: 1, admin: 2 } satisfies Record<Role, number>;

/**
 * The role that the viewer has now, whatever the access token says.
 * @throws AppError FORBIDDEN when it is below the least that is asked for.
 */
export async function assertRole(
  db: Database,
  viewer: Viewer,
  {
    least,
    hold = false,
  }: {
    least: Role;
    /** Whether it stays so until the transaction ends: nobody acts by a role that was taken from them meanwhile. */
    hold?: boolean;
  },
): Promise<Role> {
  const user = await db
    .selectFrom('users')
    .select('role')
    .where('id', '=', viewer.id)
    .where('isActive', '=', true)
    .$if(hold, (query) => query.forShare())
    .executeTakeFirst();
  // `as`: a check constraint of the table holds role to these.
  const role = (user?.role ?? 'user') as Role;
  if (ranks[role] < ranks[least]) throw new AppError('FORBIDDEN');
  return role;
}

import { AppError } from '../errors.ts';
import { loadRelations } from '../follows/queries.ts';
import type { QueryContext } from '../trpc.ts';
import type { UserView } from './queries.ts';
import type { User, UserSummary } from './schema.ts';

/** Users as the viewer sees them, in the order of ids; those that are gone are left out. */
export async function presentUsers(ctx: QueryContext, ids: readonly string[]): Promise<User[]> {
  if (ids.length === 0) return [];
  const [views, relationTo] = await Promise.all([
    ctx.views.users.getMany(ids),
    loadRelations(ctx.db, ctx.viewer.id, ids),
  ]);
  return ids.flatMap((id) => {
    const view = views.get(id);
    return view ? [{ ...view, viewer: relationTo(id) }] : [];
  });
}

/** @throws AppError USER_NOT_FOUND */
export async function presentUser(ctx: QueryContext, id: string): Promise<User> {
  const [user] = await presentUsers(ctx, [id]);
  if (!user) throw new AppError('USER_NOT_FOUND');
  return user;
}

export function toUserSummary({ id, username, displayName, avatarUrl, verified }: UserView): UserSummary {
  return { id, username, displayName, avatarUrl, verified };
}

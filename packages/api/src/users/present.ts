import { AppError } from '../core/errors.ts';
import type { QueryContext } from '../core/trpc.ts';
import { loadVisibility } from '../visibility/visibility.ts';
import { type UserView, userViews } from './queries.ts';
import { loadRelations } from './relations.ts';
import type { User, UserSummary } from './schema.ts';

/** A list of users as the viewer sees them, in the order of ids: without those who are gone, and those behind a block. */
export async function presentUsers(
  ctx: QueryContext,
  ids: readonly string[],
  { evenBlocked = false, onlySeen = false }: ShowUsersOptions = {},
): Promise<User[]> {
  if (ids.length === 0) return [];
  const [views, relationTo] = await Promise.all([
    ctx.views.of(userViews).getMany(ids),
    loadRelations(ctx.db, ctx.viewer.id, ids),
  ]);
  const visibility = await loadVisibility(ctx, views.values());
  return ids.flatMap((id) => {
    const view = views.get(id);
    const seen = view && visibility.of(view);
    const isHidden = !view || (seen === 'blocked' && !evenBlocked) || (seen === 'private' && onlySeen);
    return isHidden ? [] : [{ ...view, viewer: relationTo(id) }];
  });
}

/** One user, whom a block does not hide: else nobody could see it, or take it back. @throws AppError USER_NOT_FOUND */
export async function presentUser(ctx: QueryContext, id: string): Promise<User> {
  const [view, relationTo] = await Promise.all([
    ctx.views.of(userViews).get(id),
    loadRelations(ctx.db, ctx.viewer.id, [id]),
  ]);
  if (!view) throw new AppError('USER_NOT_FOUND');
  return { ...view, viewer: relationTo(id) };
}

export function toUserSummary(view: UserView): UserSummary {
  const { id, username, displayName, avatarUrl, verified, private: isPrivate } = view;
  return { id, username, displayName, avatarUrl, verified, private: isPrivate };
}

export interface ShowUsersOptions {
  evenBlocked?: boolean;
  /** Leaves out those whose tweets the viewer may not see. */
  onlySeen?: boolean;
}

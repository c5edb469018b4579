import { AppError } from '../core/errors.ts';
import type { QueryContext } from '../core/trpc.ts';
import { loadVisibility } from '../visibility/visibility.ts';
import { type Author, type UserView, userViews } from './queries.ts';
import { loadRelations } from './relations.ts';
import type { User, UserSummary } from './schema.ts';
import { loadWithheldUsers } from './withheld-users.ts';

/** A list of users as the viewer sees them, in the order of ids: without those who are gone, and those behind a block. */
export async function presentUsers(
  ctx: QueryContext,
  ids: readonly string[],
  { evenHidden = false, onlySeen = false }: ShowUsersOptions = {},
): Promise<User[]> {
  if (ids.length === 0) return [];
  const [views, relationTo] = await Promise.all([
    ctx.views.of(userViews).getMany(ids),
    loadRelations(ctx.db, ctx.viewer.id, ids),
  ]);
  const missing = evenHidden ? ids.filter((id) => !views.has(id)) : [];
  const [visibility, withheld] = await Promise.all([
    loadVisibility(ctx, views.values()),
    loadWithheldUsers(ctx.db, missing),
  ]);
  const isSeen = (view: UserView) => {
    const seen = visibility.of(view);
    return (seen !== 'blocked' || evenHidden) && (seen !== 'private' || !onlySeen);
  };
  return ids.flatMap((id) => {
    const view = views.get(id);
    const user = view && isSeen(view) ? toProfile(view) : withheld.get(id);
    return user ? [{ ...user, viewer: relationTo(id) }] : [];
  });
}

/** One user, whom a block does not hide: else nobody could see it, or take it back. @throws AppError USER_NOT_FOUND */
export async function presentUser(
  ctx: QueryContext,
  id: string,
  { evenSuspended = false }: { evenSuspended?: boolean } = {},
): Promise<User> {
  const [view, relationTo] = await Promise.all([
    ctx.views.of(userViews).get(id),
    loadRelations(ctx.db, ctx.viewer.id, [id]),
  ]);
  const withheld = evenSuspended && !view ? await loadWithheldUsers(ctx.db, [id]) : undefined;
  const user = view ? toProfile(view) : withheld?.get(id);
  if (!user) throw new AppError('USER_NOT_FOUND');
  return { ...user, viewer: relationTo(id) };
}

function toProfile({ mediaEpoch: _, ...profile }: UserView): Omit<User, 'viewer'> {
  return profile;
}

export function toUserSummary(view: Author): UserSummary {
  const { id, username, displayName, avatarUrl, verified, private: isPrivate } = view;
  return { id, username, displayName, avatarUrl, verified, private: isPrivate };
}

export interface ShowUsersOptions {
  /** Also those behind a block, and suspended ones by their names: for the viewer's own lists of whom to keep off. */
  evenHidden?: boolean;
  /** Leaves out those whose tweets the viewer may not see. */
  onlySeen?: boolean;
}

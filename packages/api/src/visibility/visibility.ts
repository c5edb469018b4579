import { AppError } from '../core/errors.ts';
import type { QueryContext } from '../core/trpc.ts';
import type { UserView } from '../users/queries.ts';
import { userViews } from '../users/queries.ts';
import { boundaryViews, followViews } from './queries.ts';

/**
 * Who may see what, the one place that says so (unasked.ts says it in SQL). A user who is deleted, deactivated or suspended has no view and so is seen by nobody.
 * What the rest wrote is seen by everyone, except:
 * - `blocked`: there is a block between author and viewer, whoever set it;
 * - `private`: the author is private, and neither is the viewer nor followed by the viewer.
 *
 * Muted authors can be seen; only what comes unasked leaves them out.
 */
export interface Visibility {
  of(author: UserView): 'visible' | 'blocked' | 'private';
  isMuted(userId: string): boolean;
}

/** What the viewer may see of these authors. */
export async function loadVisibility(
  { views, viewer }: Pick<QueryContext, 'views' | 'viewer'>,
  authors: Iterable<UserView>,
): Promise<Visibility> {
  const toKey = (authorId: string) => `${viewer.id}:${authorId}`;
  const locked = Iterator.from(authors)
    .filter((author) => author.private && author.id !== viewer.id)
    .map(({ id }) => toKey(id))
    .toArray();
  const [boundaries, follows] = await Promise.all([
    views.of(boundaryViews).get(viewer.id),
    locked.length > 0 ? views.of(followViews).getMany(locked) : undefined,
  ]);
  return {
    of({ id, private: isPrivate }) {
      if (boundaries?.blocked.has(id)) return 'blocked';
      if (isPrivate && id !== viewer.id && !follows?.get(toKey(id))?.follows) return 'private';
      return 'visible';
    },
    isMuted: (userId) => boundaries?.muted.has(userId) ?? false,
  };
}

/** @throws AppError TWEET_NOT_FOUND, as if it did not exist, when the viewer may not see it. */
export async function assertTweetVisible(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  { authorId }: { authorId: string },
): Promise<UserView> {
  const author = await ctx.views.of(userViews).get(authorId);
  if (!author) throw new AppError('TWEET_NOT_FOUND');
  const visibility = await loadVisibility(ctx, [author]);
  if (visibility.of(author) !== 'visible') throw new AppError('TWEET_NOT_FOUND');
  return author;
}

/** Whether the viewer may retweet or quote a tweet. @throws AppError TWEET_NOT_FOUND or PRIVATE_TWEET */
export async function assertMayShare(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  tweet: { authorId: string },
): Promise<void> {
  const author = await assertTweetVisible(ctx, tweet);
  if (author.private && author.id !== ctx.viewer.id) throw new AppError('PRIVATE_TWEET');
}

/** Whether the viewer may list what a user wrote and likes, and whom they follow. @throws AppError USER_NOT_FOUND, BLOCKED or PRIVATE_ACCOUNT */
export async function assertMaySee(ctx: QueryContext, userId: string): Promise<void> {
  const user = await ctx.views.of(userViews).get(userId);
  if (!user) throw new AppError('USER_NOT_FOUND');
  const visibility = await loadVisibility(ctx, [user]);
  const seen = visibility.of(user);
  if (seen === 'blocked') throw new AppError('BLOCKED');
  if (seen === 'private') throw new AppError('PRIVATE_ACCOUNT');
}

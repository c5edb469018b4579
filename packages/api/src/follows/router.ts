import { AppError } from '../errors.ts';
import { appendEvents } from '../outbox/append.ts';
import { output } from '../output.ts';
import { mutation, router } from '../trpc.ts';
import { presentUser } from '../users/present.ts';
import { lockUser } from '../users/queries.ts';
import { User } from '../users/schema.ts';
import { countFollow, deleteFollow, insertFollow } from './queries.ts';
import { FollowInput } from './schema.ts';

const tags = ['Follows'];
const path = '/api/users/{id}/follow';

export const followsRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path,
        tags,
        summary: 'Follow a user',
        description: 'Following twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND', 'CANNOT_FOLLOW_SELF'],
    })
    .input(FollowInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      const follow = { followerId: ctx.viewer.id, followeeId: input.id };
      if (follow.followerId === follow.followeeId) throw new AppError('CANNOT_FOLLOW_SELF');
      await lockUser(ctx.trx, follow.followeeId);
      if (await insertFollow(ctx.trx, follow)) {
        await countFollow(ctx.trx, follow, 1);
        await appendEvents(ctx, [{ type: 'follow.created', ...follow }]);
        ctx.afterCommit(() => ctx.hints.publish('users', [follow.followerId, follow.followeeId]));
      }
      return presentUser(ctx, follow.followeeId);
    }),

  delete: mutation
    .meta({
      openapi: {
        method: 'DELETE',
        path,
        tags,
        summary: 'Unfollow a user',
        description: 'Unfollowing twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(FollowInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      const follow = { followerId: ctx.viewer.id, followeeId: input.id };
      await lockUser(ctx.trx, follow.followeeId);
      if (await deleteFollow(ctx.trx, follow)) {
        await countFollow(ctx.trx, follow, -1);
        await appendEvents(ctx, [{ type: 'follow.deleted', ...follow }]);
        ctx.afterCommit(() => ctx.hints.publish('users', [follow.followerId, follow.followeeId]));
      }
      return presentUser(ctx, follow.followeeId);
    }),
});

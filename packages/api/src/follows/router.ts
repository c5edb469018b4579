import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { mutation, query, router, type WriteContext } from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { presentUser, presentUsers } from '../users/present.ts';
import { lockAccount, lockUser } from '../users/queries.ts';
import { User } from '../users/schema.ts';
import { boundaryViews } from '../visibility/queries.ts';
import { acceptRequest, endFollow, lockPair, publishRequest, startFollow } from './change-follow.ts';
import { type Follow, findFollow } from './queries.ts';
import { deleteRequest, findRequest, insertRequest, listRequests } from './requests.ts';
import {
  FollowerInput,
  FollowInput,
  FollowRequestInput,
  FollowRequestPage,
  ListFollowRequestsInput,
} from './schema.ts';

const tags = ['Follows'];
const path = '/api/users/{id}/follow';

export const followsRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path,
        tags,
        summary: 'Follow a user, or ask to',
        description:
          'A private account is asked: `viewer.requested` is true until it answers. Following twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND', 'CANNOT_FOLLOW_SELF', 'BLOCKED'],
    })
    .input(FollowInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      const follow = { followerId: ctx.viewer.id, followeeId: input.id };
      if (follow.followerId === follow.followeeId) throw new AppError('CANNOT_FOLLOW_SELF');
      // One after the other, on one connection: what is read last is read under the locks.
      const [followee, , boundaries] = await Promise.all([
        lockUser(ctx.trx, follow.followeeId),
        lockPair(ctx.trx, follow.followerId, follow.followeeId),
        ctx.views.of(boundaryViews).get(follow.followerId),
      ]);
      if (boundaries?.blocked.has(follow.followeeId)) throw new AppError('BLOCKED');
      if (followee.private) await requestFollow(ctx, follow);
      else {
        ctx.withCommit(deleteRequest(ctx.trx, follow));
        await startFollow(ctx, follow);
      }
      return presentUser(ctx, follow.followeeId);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path,
        tags,
        summary: 'Unfollow a user, or take the request back',
        description: 'Unfollowing twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(FollowInput)
    .output(output(User))
    .mutation(({ ctx, input }) =>
      unfollow(ctx, { followerId: ctx.viewer.id, followeeId: input.id }, input.id),
    ),

  removeFollower: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/users/{id}/follower',
        tags,
        summary: 'Make a user follow you no longer',
        description: 'Removing twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(FollowerInput)
    .output(output(User))
    .mutation(({ ctx, input }) =>
      unfollow(ctx, { followerId: input.id, followeeId: ctx.viewer.id }, input.id),
    ),

  requests: router({
    list: query
      .meta({
        openapi: {
          method: 'GET',
          path: '/api/follow-requests',
          tags,
          summary: 'List who asks to follow you, newest first',
        },
        errors: ['INVALID_CURSOR'],
      })
      .input(ListFollowRequestsInput)
      .output(output(FollowRequestPage))
      .query(({ ctx, input }) =>
        listPage(ctx, input, {
          list: `follows.requests:${ctx.viewer.id}`,
          read: (position) => listRequests(ctx.db, ctx.viewer.id, position),
          present: async (rows) => {
            const users = await presentUsers(
              ctx,
              rows.map(({ followerId }) => followerId),
            );
            const byId = new Map(users.map((user) => [user.id, user]));
            return rows.flatMap(({ id, followerId, createdAt }) => {
              const user = byId.get(followerId);
              return user ? [{ id, user, createdAt: createdAt.toISOString() }] : [];
            });
          },
        }),
      ),

    accept: mutation
      .meta({
        openapi: {
          method: 'POST',
          path: '/api/follow-requests/{id}/accept',
          tags,
          summary: 'Let someone follow you who asked',
        },
        errors: ['FOLLOW_REQUEST_NOT_FOUND', 'USER_NOT_FOUND'],
      })
      .input(FollowRequestInput)
      .output(output(User))
      .mutation(async ({ ctx, input }) => {
        await lockUser(ctx.trx, ctx.viewer.id);
        const request = await lockRequest(ctx, input);
        await acceptRequest(ctx, request);
        return presentUser(ctx, request.followerId);
      }),

    reject: mutation
      .meta({
        whileFull: true,
        openapi: {
          method: 'POST',
          path: '/api/follow-requests/{id}/reject',
          tags,
          summary: 'Refuse someone who asked to follow you',
          description: 'They are not told.',
        },
        errors: ['FOLLOW_REQUEST_NOT_FOUND', 'USER_NOT_FOUND'],
      })
      .input(FollowRequestInput)
      .output(output(User))
      .mutation(async ({ ctx, input }) => {
        const request = await lockRequest(ctx, input);
        await deleteRequest(ctx.trx, request);
        publishRequest(ctx, request);
        return presentUser(ctx, request.followerId, { evenSuspended: true });
      }),
  }),
});

async function requestFollow(ctx: WriteContext, follow: Follow): Promise<void> {
  if (await findFollow(ctx.trx, follow)) return;
  if (!(await insertRequest(ctx.trx, follow))) return;
  await appendEvents(ctx, [{ type: 'follow.requested', ...follow }]);
  publishRequest(ctx, follow);
}

async function unfollow(ctx: WriteContext, follow: Follow, otherId: string) {
  await lockAccount(ctx.trx, otherId);
  await lockPair(ctx.trx, follow.followerId, follow.followeeId);
  await endFollow(ctx, follow);
  return presentUser(ctx, otherId, { evenSuspended: true });
}

/** @throws AppError FOLLOW_REQUEST_NOT_FOUND when there is none, or it was answered meanwhile. */
async function lockRequest(
  { trx, viewer }: WriteContext,
  { id }: z.infer<typeof FollowRequestInput>,
): Promise<Follow> {
  const seen = await findRequest(trx, { id, followeeId: viewer.id });
  if (seen) await lockPair(trx, seen.followerId, seen.followeeId);
  const request = seen && (await findRequest(trx, { id, followeeId: viewer.id }));
  if (!request) throw new AppError('FOLLOW_REQUEST_NOT_FOUND');
  return request;
}

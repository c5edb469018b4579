import { z } from 'zod';
import { assertNotLastAdmin } from '../admin/roles.ts';
import { assertRecentSignIn } from '../auth/sessions.ts';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { mutation, query, router, subscription, visitorQuery } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import { listFollowers, listFollowing } from '../follows/queries.ts';
import { listLikedTweets } from '../likes/queries.ts';
import { endMediaAddresses } from '../media/addresses.ts';
import { appendEvents } from '../outbox/append.ts';
import { listTweetsOfAuthor } from '../tweets/list-tweets.ts';
import { TweetPage, UserTweetsEvent } from '../tweets/schema.ts';
import { listTweetPage } from '../tweets/tweet-page.ts';
import { assertMaySee } from '../visibility/visibility.ts';
import { announceUser } from './announce-user.ts';
import { deactivateAccount } from './deactivation.ts';
import { streamUserChanges } from './on-changes.ts';
import { streamUserTweets } from './on-tweets.ts';
import { presentUser } from './present.ts';
import { getUserIdByUsername, listUserIds } from './queries.ts';
import {
  GetUserByUsernameInput,
  GetUserInput,
  ListOfUserInput,
  ListTweetsOfUserInput,
  ListUsersInput,
  OnUserChangesInput,
  OnUserTweetsInput,
  UpdateUserInput,
  User,
  UserChangeEvent,
  UserPage,
} from './schema.ts';
import { updateProfile } from './update-profile.ts';
import { listUserPage } from './user-page.ts';

const tags = ['Users'];

export const usersRouter = router({
  list: query
    .meta({
      openapi: { method: 'GET', path: '/api/users', tags, summary: 'List users, newest first' },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListUsersInput)
    .output(output(UserPage))
    .query(({ ctx, input }) =>
      listUserPage(ctx, input, {
        list: 'users',
        read: (position) => listUserIds(ctx.db, position),
      }),
    ),

  get: visitorQuery
    .meta({
      openapi: { method: 'GET', path: '/api/users/{id}', tags, summary: 'Get a user' },
      errors: ['USER_NOT_FOUND'],
    })
    .input(GetUserInput)
    .output(output(User))
    .query(({ ctx, input }) => presentUser(ctx, input.id)),

  getByUsername: visitorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/by/username/{username}',
        tags,
        summary: 'Get a user by username',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(GetUserByUsernameInput)
    .output(output(User))
    .query(async ({ ctx, input }) => presentUser(ctx, await getUserIdByUsername(ctx.db, input.username))),

  update: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'PUT',
        path: '/api/users/{id}',
        tags,
        summary: 'Update your profile',
        description:
          'Fields left out stay as they are. A new display name puts the badge of a verified account to rest (`verified` is false) until a moderator has reviewed it; the name that was verified brings it back.',
      },
      errors: [
        ...(['FORBIDDEN', 'USER_NOT_FOUND'] as const),
        ...([
          'MEDIA_NOT_FOUND',
          'MEDIA_NOT_READY',
          'MEDIA_FAILED',
          'MEDIA_IN_USE',
          'PICTURE_REQUIRED',
        ] as const),
      ],
    })
    .input(UpdateUserInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      assertOwner(ctx.viewer, input.id);
      const { wasLocked, wasUnlocked } = await updateProfile(ctx, input);
      if (wasLocked || wasUnlocked) await ctx.limits.countCall('privacy', ctx.request);
      await announceUser(ctx, input.id);
      if (wasLocked) {
        await endMediaAddresses(ctx.trx, input.id);
        await appendEvents(ctx, [{ type: 'user.locked', userId: input.id }]);
      }
      if (wasUnlocked) await appendEvents(ctx, [{ type: 'user.unlocked', userId: input.id }]);
      return presentUser(ctx, input.id);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/users/{id}',
        tags,
        summary: 'Delete your account',
        description:
          'Takes a session that was begun within the last 10 minutes. Ends every session and hides the account and all that belongs to it at once. For 30 days, unless the host has set another time, its owner can bring it back (`auth.reactivate`); then it is forgotten, and moderators can see its tweets for seven days more, reported ones longer. The username stays reserved.',
      },
      status: 204,
      errors: ['FORBIDDEN', 'RECENT_SIGN_IN_REQUIRED', 'USER_NOT_FOUND', 'LAST_ADMIN'],
    })
    .input(GetUserInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      assertOwner(ctx.viewer, input.id);
      await assertRecentSignIn(ctx.trx, ctx.viewer);
      await assertNotLastAdmin(ctx.trx, input.id);
      await deactivateAccount(ctx, input.id);
    }),

  tweets: visitorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/{id}/tweets',
        tags,
        summary: 'List the tweets of a user, newest first',
      },
      errors: ['INVALID_CURSOR', 'USER_NOT_FOUND', 'BLOCKED', 'PRIVATE_ACCOUNT'],
    })
    .input(ListTweetsOfUserInput)
    .output(output(TweetPage))
    .query(async ({ ctx, input }) => {
      await assertMaySee(ctx, input.id);
      const { id, only } = input;
      return listTweetPage(ctx, input, {
        list: only === undefined ? `users.tweets:${id}` : `users.tweets:${id}:${only}`,
        read: (position) => listTweetsOfAuthor(ctx.db, { id, only }, position),
      });
    }),

  followers: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/{id}/followers',
        tags,
        summary: 'List who follows a user, newest first',
      },
      errors: ['INVALID_CURSOR', 'USER_NOT_FOUND', 'BLOCKED', 'PRIVATE_ACCOUNT'],
    })
    .input(ListOfUserInput)
    .output(output(UserPage))
    .query(async ({ ctx, input }) => {
      await assertMaySee(ctx, input.id);
      return listUserPage(ctx, input, {
        list: `users.followers:${input.id}`,
        read: (position) => listFollowers(ctx.db, input.id, position),
      });
    }),

  following: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/{id}/following',
        tags,
        summary: 'List whom a user follows, newest first',
      },
      errors: ['INVALID_CURSOR', 'USER_NOT_FOUND', 'BLOCKED', 'PRIVATE_ACCOUNT'],
    })
    .input(ListOfUserInput)
    .output(output(UserPage))
    .query(async ({ ctx, input }) => {
      await assertMaySee(ctx, input.id);
      return listUserPage(ctx, input, {
        list: `users.following:${input.id}`,
        read: (position) => listFollowing(ctx.db, input.id, position),
      });
    }),

  likes: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/{id}/likes',
        tags,
        summary: 'List the tweets a user likes, latest like first',
      },
      errors: ['INVALID_CURSOR', 'USER_NOT_FOUND', 'BLOCKED', 'PRIVATE_ACCOUNT'],
    })
    .input(ListOfUserInput)
    .output(output(TweetPage))
    .query(async ({ ctx, input }) => {
      await assertMaySee(ctx, input.id);
      return listTweetPage(ctx, input, {
        list: `users.likes:${input.id}`,
        read: (position) => listLikedTweets(ctx.db, input.id, position),
      });
    }),

  onTweets: subscription
    .input(OnUserTweetsInput)
    .meta({
      stream: {
        path: '/api/stream/users/{id}/tweets',
        summary: 'Follow what a user writes and retweets',
        event: UserTweetsEvent,
      },
      errors: ['INVALID_EVENT_ID', 'USER_NOT_FOUND', 'BLOCKED', 'PRIVATE_ACCOUNT'],
    })
    .subscription(({ ctx, input, signal }) => streamUserTweets(ctx, { ...input, signal })),

  onChanges: subscription
    .input(OnUserChangesInput)
    .meta({
      stream: {
        path: '/api/stream/users',
        summary: 'Follow how users stand',
        description:
          'How each stands at once, and again when that changes: the profile, the counts, and how you stand to them, also by what you did on another device. At most once a second each.',
        event: UserChangeEvent,
      },
      errors: ['INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamUserChanges(ctx, { ...input, signal })),
});

function assertOwner(viewer: Viewer, userId: string): void {
  if (viewer.id !== userId) throw new AppError('FORBIDDEN');
}

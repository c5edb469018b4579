import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { mutation, query, router, type WriteContext } from '../core/trpc.ts';
import { endFollow, lockPair } from '../follows/change-follow.ts';
import { endMediaAddresses } from '../media/addresses.ts';
import { appendEvents } from '../outbox/append.ts';
import { presentUser } from '../users/present.ts';
import { lockAccount } from '../users/queries.ts';
import { User, UserPage } from '../users/schema.ts';
import { listUserPage } from '../users/user-page.ts';
import { appealRemoval, listRemovedTweets, presentRemovedTweets } from './appeals.ts';
import { deleteBlock, deleteMute, insertBlock, insertMute, listBlocked, listMuted } from './queries.ts';
import { fileReport } from './report.ts';
import {
  Appeal,
  CreateAppealInput,
  CreateReportInput,
  ListBoundariesInput,
  ListRemovedTweetsInput,
  OtherUserInput,
  RemovedTweetPage,
  Report,
} from './schema.ts';

const tags = ['Moderation'];

export const moderationRouter = router({
  report: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/api/reports',
        tags,
        summary: 'Report a tweet or an account to the moderators',
        description:
          'A tweet may be reported that a block or a private account hides by now, and one that its author deleted in the last seven days. ' +
          'Reported again while the report is open, it is the same report: it gains the new reason and comment, and what there is to see now, up to 20 times. Said again with the same reason and comment, it is answered as before.',
      },
      status: 201,
      limit: 'report',
      errors: ['TWEET_NOT_FOUND', 'USER_NOT_FOUND', 'CANNOT_REPORT_SELF'],
    })
    .input(CreateReportInput)
    .output(output(Report))
    .mutation(({ ctx, input }) => fileReport(ctx, input)),

  removedTweets: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/removed-tweets',
        tags,
        summary: 'List what moderators removed of what you wrote, latest first',
        description: 'With the reason, until when you can appeal, and what became of it.',
      },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListRemovedTweetsInput)
    .output(output(RemovedTweetPage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: `moderation.removedTweets:${ctx.viewer.id}`,
        read: (position) => listRemovedTweets(ctx.db, ctx.viewer.id, position),
        present: (rows) =>
          presentRemovedTweets(ctx.db, rows, {
            authorId: ctx.viewer.id,
            evidenceDays: ctx.settings.evidenceDays,
          }),
      }),
    ),

  appeal: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/api/appeals',
        tags,
        summary: 'Appeal against the removal of your tweet',
        description: 'Once for each removal; moderators decide whether it comes back.',
      },
      status: 201,
      limit: 'report',
      errors: ['TWEET_NOT_FOUND', 'ALREADY_APPEALED'],
    })
    .input(CreateAppealInput)
    .output(output(Appeal))
    .mutation(({ ctx, input }) => appealRemoval(ctx, input)),

  block: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/api/users/{id}/block',
        tags,
        summary: 'Block a user',
        description:
          'Ends follows and requests both ways; from then on neither sees what the other writes, nor can follow. Their quotes of your tweets are detached, for everybody and for good. Blocking twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND', 'CANNOT_BLOCK_SELF'],
    })
    .input(OtherUserInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      const [blockerId, blockedId] = [ctx.viewer.id, input.id];
      if (blockerId === blockedId) throw new AppError('CANNOT_BLOCK_SELF');
      await lockAccount(ctx.trx, blockedId);
      await lockPair(ctx.trx, blockerId, blockedId);
      const blockId = await insertBlock(ctx.trx, { blockerId, blockedId });
      if (blockId !== undefined) {
        // Before anything is said of the users: with them come new addresses of media, for those who may see them.
        ctx.afterCommit(() => ctx.hints.publish('boundaries', [blockerId, blockedId]));
        await endFollow(ctx, { followerId: blockerId, followeeId: blockedId });
        await endFollow(ctx, { followerId: blockedId, followeeId: blockerId });
        await appendEvents(ctx, [{ type: 'block.created', blockId, blockerId, blockedId }]);
        await hideOrShow(ctx, blockerId, blockedId);
        await hideOrShow(ctx, blockedId, blockerId);
        ctx.withCommit(endMediaAddresses(ctx.trx, blockerId));
        ctx.afterCommit(() => ctx.hints.publish('users', [blockerId]));
      }
      return presentUser(ctx, blockedId, { evenSuspended: true });
    }),

  unblock: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/users/{id}/block',
        tags,
        summary: 'Take a block back',
        description: 'Follows that it ended stay ended. Unblocking twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(OtherUserInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      await lockAccount(ctx.trx, input.id);
      if (await deleteBlock(ctx.trx, { blockerId: ctx.viewer.id, blockedId: input.id })) {
        await hideOrShow(ctx, ctx.viewer.id, input.id);
        await hideOrShow(ctx, input.id, ctx.viewer.id);
        ctx.afterCommit(() => ctx.hints.publish('boundaries', [ctx.viewer.id, input.id]));
      }
      return presentUser(ctx, input.id, { evenSuspended: true });
    }),

  mute: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/api/users/{id}/mute',
        tags,
        summary: 'Mute a user',
        description:
          'Leaves their tweets out of your timeline, feed, search and notifications, and out of conversations of others; they are not told. Muting twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND', 'CANNOT_MUTE_SELF'],
    })
    .input(OtherUserInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      if (ctx.viewer.id === input.id) throw new AppError('CANNOT_MUTE_SELF');
      await lockAccount(ctx.trx, input.id);
      if (await insertMute(ctx.trx, { muterId: ctx.viewer.id, mutedId: input.id })) {
        await hideOrShow(ctx, ctx.viewer.id, input.id);
        ctx.afterCommit(() => ctx.hints.publish('boundaries', [ctx.viewer.id]));
      }
      return presentUser(ctx, input.id, { evenSuspended: true });
    }),

  unmute: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/users/{id}/mute',
        tags,
        summary: 'Take a mute back',
        description: 'Unmuting twice changes nothing.',
      },
      errors: ['USER_NOT_FOUND'],
    })
    .input(OtherUserInput)
    .output(output(User))
    .mutation(async ({ ctx, input }) => {
      await lockAccount(ctx.trx, input.id);
      if (await deleteMute(ctx.trx, { muterId: ctx.viewer.id, mutedId: input.id })) {
        await hideOrShow(ctx, ctx.viewer.id, input.id);
        ctx.afterCommit(() => ctx.hints.publish('boundaries', [ctx.viewer.id]));
      }
      return presentUser(ctx, input.id, { evenSuspended: true });
    }),

  blocks: query
    .meta({
      openapi: { method: 'GET', path: '/api/blocks', tags, summary: 'List whom you block, latest first' },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListBoundariesInput)
    .output(output(UserPage))
    .query(({ ctx, input }) =>
      listUserPage(ctx, input, {
        list: `moderation.blocks:${ctx.viewer.id}`,
        read: (position) => listBlocked(ctx.db, ctx.viewer.id, position),
        evenHidden: true,
      }),
    ),

  mutes: query
    .meta({
      openapi: { method: 'GET', path: '/api/mutes', tags, summary: 'List whom you mute, latest first' },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListBoundariesInput)
    .output(output(UserPage))
    .query(({ ctx, input }) =>
      listUserPage(ctx, input, {
        list: `moderation.mutes:${ctx.viewer.id}`,
        read: (position) => listMuted(ctx.db, ctx.viewer.id, position),
        evenHidden: true,
      }),
    ),
});

/** What one user wrote is to go from the home timeline of another, or to come back. */
function hideOrShow(ctx: WriteContext, userId: string, authorId: string): Promise<void> {
  return appendEvents(ctx, [{ type: 'timeline.shortened', userId, authorId }]);
}

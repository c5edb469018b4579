import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { mutation, query, router, type WriteContext } from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { findLivingTweet } from '../tweets/queries.ts';
import { editTweet } from '../tweets/versions.ts';
import { announceUser } from '../users/announce-user.ts';
import { updateUser } from '../users/queries.ts';
import { toMedia } from './present.ts';
import { getOwnMedia, lockOwnMedia, markMediaDeleted, updateAltText } from './queries.ts';
import { Media, MediaInput, UpdateMediaInput } from './schema.ts';

const tags = ['Media'];

export const mediaRouter = router({
  status: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/media/{id}/status',
        tags,
        summary: 'Get what is known of your upload',
        description: 'Ask until its status is `ready` or `failed`; a tweet may show it before.',
      },
      errors: ['MEDIA_NOT_FOUND'],
    })
    .input(MediaInput)
    .output(output(Media))
    .query(async ({ ctx, input }) => {
      const media = await getOwnMedia(ctx.db, { id: input.id, ownerId: ctx.viewer.id });
      return toMedia(media, media.epoch);
    }),

  update: mutation
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/media/{id}',
        tags,
        summary: 'Say what your upload shows',
        description:
          'Of a tweet that shows it, this is an edit: how it was described before stays in its history.',
      },
      errors: ['MEDIA_NOT_FOUND'],
    })
    .input(UpdateMediaInput)
    .output(output(Media))
    .mutation(async ({ ctx, input }) => {
      const { id, altText } = input;
      const { tweetId, ...media } = await lockOwnMedia(ctx.trx, { id, ownerId: ctx.viewer.id });
      if (media.altText !== altText) {
        if (tweetId !== null) await beginEdit(ctx, tweetId);
        await updateAltText(ctx.trx, id, altText);
      }
      return toMedia({ ...media, altText }, media.epoch);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path: '/api/media/{id}',
        tags,
        summary: 'Delete your upload',
        description: 'A tweet or profile that shows it goes on without it.',
      },
      status: 204,
      errors: ['MEDIA_NOT_FOUND'],
    })
    .input(MediaInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input }) => {
      const media = await markMediaDeleted(ctx.trx, { id: input.id, ownerId: ctx.viewer.id });
      if (!media) throw new AppError('MEDIA_NOT_FOUND');
      const { tweetId, profilePart } = media;
      if (profilePart !== null) await hidePicture(ctx, profilePart);
      await appendEvents(ctx, [
        { type: 'media.deleted', mediaId: input.id },
        ...(tweetId === null ? [] : [{ type: 'tweet.updated' as const, tweetId, authorId: ctx.viewer.id }]),
      ]);
      if (tweetId !== null) ctx.afterCommit(() => ctx.hints.publish('tweets', [tweetId]));
    }),
});

async function hidePicture(ctx: WriteContext, part: string): Promise<void> {
  const { id } = ctx.viewer;
  await updateUser(ctx.trx, { id, ...(part === 'avatar' ? { avatarUrl: null } : { bannerUrl: null }) });
  await announceUser(ctx, id);
}

/** @throws AppError MEDIA_NOT_FOUND when the tweet that showed it is deleted: what is kept of it stays as it was. */
async function beginEdit(ctx: WriteContext, tweetId: string): Promise<void> {
  if (!(await findLivingTweet(ctx.trx, tweetId, 'update'))) throw new AppError('MEDIA_NOT_FOUND');
  const version = await editTweet(ctx.trx, tweetId);
  await appendEvents(ctx, [{ type: 'tweet.updated', tweetId, authorId: ctx.viewer.id, version }]);
  ctx.afterCommit(() => ctx.hints.publish('tweets', [tweetId]));
}

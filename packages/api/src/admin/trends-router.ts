import { z } from 'zod';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { moderatorMutation, moderatorQuery, router } from '../core/trpc.ts';
import { hideHashtag, listHiddenHashtags, showHashtag, toHiddenHashtag } from './hidden-trends.ts';
import {
  HiddenHashtag,
  HiddenHashtagPage,
  HideHashtagInput,
  ListHiddenHashtagsInput,
  ShowHashtagInput,
} from './trends-schema.ts';

const tags = ['Administration'];

export const trendsRouter = router({
  listHidden: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/trends/hidden',
        tags,
        summary: 'List the hashtags that are hidden from trends, latest first',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListHiddenHashtagsInput)
    .output(output(HiddenHashtagPage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: 'admin.trends.listHidden',
        read: (position) => listHiddenHashtags(ctx.db, position),
        present: async (rows) => rows.map(toHiddenHashtag),
      }),
    ),

  hideHashtag: moderatorMutation
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/admin/trends/hidden/{hashtag}',
        tags,
        summary: 'Hide a hashtag from trends',
        description: 'At once, however it is written. Search and tweets are as they were.',
      },
      errors: ['FORBIDDEN'],
    })
    .input(HideHashtagInput)
    .output(output(HiddenHashtag))
    .mutation(({ ctx, input }) => hideHashtag(ctx, input)),

  showHashtag: moderatorMutation
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/admin/trends/hidden/{hashtag}',
        tags,
        summary: 'Let a hashtag be a trend again',
        description: 'From the next ranking on, which is every five minutes.',
      },
      status: 204,
      errors: ['FORBIDDEN'],
    })
    .input(ShowHashtagInput)
    .output(output(z.undefined()))
    .mutation(async ({ ctx, input: { hashtag } }) => {
      await showHashtag(ctx, hashtag);
    }),
});

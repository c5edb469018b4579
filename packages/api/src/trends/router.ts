import { output } from '../core/output.ts';
import { query, router } from '../core/trpc.ts';
import { listTrends } from './queries.ts';
import { ListTrendsInput, TrendList } from './schema.ts';

export const trendsRouter = router({
  list: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/trending',
        tags: ['Trends'],
        summary: 'List the hashtags that are on the rise, fastest first',
        description: 'By how many authors used them in the last hours, against how many used to.',
      },
    })
    .input(ListTrendsInput)
    .output(output(TrendList))
    .query(async ({ ctx, input }) => ({ items: await listTrends(ctx.db, input.limit) })),
});

import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { moderatorMutation, moderatorQuery, router } from '../core/trpc.ts';
import { getAppeal, listAppeals, resolveAppeal, toModerationAppeal } from './appeals.ts';
import {
  ListAppealsInput,
  ModerationAppeal,
  ModerationAppealPage,
  ResolveAppealInput,
} from './appeals-schema.ts';

const tags = ['Administration'];

export const appealsRouter = router({
  list: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/appeals',
        tags,
        summary: 'List appeals against removals and suspensions',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListAppealsInput)
    .output(output(ModerationAppealPage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: `admin.appeals.list:${input.status}`,
        read: (position) => listAppeals(ctx, input, position),
        present: async (rows) => rows.map(toModerationAppeal),
      }),
    ),

  resolve: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/appeals/{id}/resolve',
        tags,
        summary: 'Decide an appeal',
        description:
          'Granted, the tweet or the account is restored. On the suspension by an admin only admins decide.',
      },
      errors: [
        ...(['FORBIDDEN', 'APPEAL_NOT_FOUND', 'APPEAL_ALREADY_RESOLVED'] as const),
        ...(['TWEET_NOT_FOUND', 'USER_NOT_FOUND', 'CANNOT_MODERATE_SELF'] as const),
      ],
    })
    .input(ResolveAppealInput)
    .output(output(ModerationAppeal))
    .mutation(async ({ ctx, input }) => {
      await resolveAppeal(ctx, input);
      return toModerationAppeal(await getAppeal(ctx, input.id));
    }),
});

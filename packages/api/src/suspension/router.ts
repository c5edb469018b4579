import { z } from 'zod';
import { findSigningIn } from '../auth/sign-in.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { inTransaction, router, slowPublicMutation } from '../core/trpc.ts';
import { fileAppeal, findAppeal } from '../moderation/appeals.ts';
import { Appeal } from '../moderation/schema.ts';
import { deactivateAccount } from '../users/deactivation.ts';
import { getExportedAccount, listPart, presentPart } from './export.ts';
import { AccountExport, AppealSuspensionInput, ExportInput, SuspendedInput, Suspension } from './schema.ts';
import { holdSuspended } from './suspended-account.ts';

const tags = ['Authentication'];
const errors = ['INVALID_CREDENTIALS', 'ACCOUNT_NOT_SUSPENDED', 'ACCOUNT_DEACTIVATED'] as const;

/** What a suspended account, which gets no session, can do with its password: these, and nothing else. */
export const suspensionRouter = router({
  get: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/suspension',
        tags,
        summary: 'Ask why your account is suspended, and until when',
        description: 'With what you sign in with, which answers `ACCOUNT_SUSPENDED` with reason and end too.',
        protect: false,
      },
      errors,
    })
    .input(SuspendedInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(Suspension))
    .mutation(async ({ ctx }) => {
      const { id, suspendedAt, suspendedUntil, suspensionReason } = await holdSuspended(ctx.trx, ctx.account);
      const appeal = await findAppeal(ctx.trx, { userId: id, tweetId: null, decidedAt: suspendedAt });
      return {
        suspendedAt: suspendedAt.toISOString(),
        until: suspendedUntil?.toISOString() ?? null,
        reason: suspensionReason,
        appeal: appeal ?? null,
      };
    }),

  appeal: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/suspension/appeal',
        tags,
        summary: 'Appeal against the suspension of your account',
        description: 'Once for each suspension; moderators decide whether the account is restored.',
        protect: false,
      },
      status: 201,
      errors: [...errors, 'ALREADY_APPEALED'],
    })
    .input(AppealSuspensionInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(Appeal))
    .mutation(async ({ ctx, input: { text } }) => {
      const { id: userId, suspendedAt } = await holdSuspended(ctx.trx, ctx.account);
      return fileAppeal(ctx.trx, { userId, tweetId: null, text, decidedAt: suspendedAt });
    }),

  export: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/suspension/export',
        tags,
        summary: 'Export your suspended account, page by page',
        protect: false,
      },
      errors: [...errors, 'INVALID_CURSOR'],
    })
    .input(ExportInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(AccountExport))
    .mutation(async ({ ctx, input }) => {
      const { id: userId } = await holdSuspended(ctx.trx, ctx.account);
      const { part } = input;
      const page = await listPage(ctx, input, {
        list: `suspension.export:${userId} ${part}`,
        read: (position) => listPart(ctx.trx, { userId, part }, position),
        present: (rows) => presentPart(ctx, part, rows),
      });
      return { account: await getExportedAccount(ctx, userId), ...page };
    }),

  deleteAccount: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/suspension/delete-account',
        tags,
        summary: 'Delete your suspended account',
        description: 'As deleting any other: `auth.reactivate` takes it back while there is time.',
        protect: false,
      },
      status: 204,
      errors: [...errors, 'USER_NOT_FOUND'],
    })
    .input(SuspendedInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(z.undefined()))
    .mutation(async ({ ctx }) => {
      const { id } = await holdSuspended(ctx.trx, ctx.account);
      await deactivateAccount(ctx, id);
    }),
});

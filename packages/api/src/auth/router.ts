import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { isReservedUsername } from '../core/reserved-usernames.ts';
import {
  inTransaction,
  mutation,
  publicMutation,
  query,
  router,
  slowMutation,
  slowPublicMutation,
} from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { reactivateAccount } from '../users/deactivation.ts';
import { presentUser } from '../users/present.ts';
import { getEmail } from '../users/queries.ts';
import { User } from '../users/schema.ts';
import { assertUncommon } from './common-passwords.ts';
import { confirmPassword } from './confirm-password.ts';
import { hashPassword } from './password.ts';
import { holdPassword, insertUser, lockPassword, updateEmail, updatePassword } from './queries.ts';
import { refreshSession } from './refresh.ts';
import {
  AuthResult,
  ChangeEmailInput,
  ChangePasswordInput,
  ListSessionsInput,
  LoginInput,
  RefreshInput,
  RegisterInput,
  RevokeSessionInput,
  SessionPage,
} from './schema.ts';
import { endSessions, listSessions, startSession, toSession } from './sessions.ts';
import { findSigningIn } from './sign-in.ts';

const tags = ['Authentication'];

export const authRouter = router({
  register: slowPublicMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/auth/register',
        tags,
        summary: 'Register an account',
        protect: false,
      },
      status: 201,
      limit: 'register',
      errors: ['USERNAME_TAKEN', 'USERNAME_RESERVED', 'EMAIL_TAKEN'],
    })
    .input(RegisterInput)
    .use(async ({ ctx, input, next }) => {
      const { reservedUsernames } = ctx.settings;
      if (isReservedUsername(input.username, reservedUsernames)) throw new AppError('USERNAME_RESERVED');
      await assertUncommon(input.password, { field: 'password', names: [input.username, input.email] });
      return next({ ctx: { passwordHash: await hashPassword(input.password) } });
    })
    .use(inTransaction)
    .output(output(AuthResult))
    .mutation(async ({ ctx, input: { username, email, displayName = username } }) => {
      const { passwordHash } = ctx;
      const id = await insertUser(ctx.trx, { username, email, displayName, passwordHash });
      await appendEvents(ctx, [{ type: 'user.created', userId: id }]);
      return startSession(ctx, { id, role: 'user' });
    }),

  login: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/login',
        tags,
        summary: 'Sign in',
        description: 'With `username` or `email`, and `password`.',
        protect: false,
      },
      errors: ['INVALID_CREDENTIALS', 'ACCOUNT_DEACTIVATED', 'ACCOUNT_SUSPENDED'],
    })
    .input(LoginInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(AuthResult))
    .mutation(async ({ ctx }) => {
      const account = ctx.account && (await lockPassword(ctx.trx, ctx.account));
      if (!account) throw new AppError('INVALID_CREDENTIALS');
      return startSession(ctx, account);
    }),

  reactivate: slowPublicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/reactivate',
        tags,
        summary: 'Bring back the account that you have deleted, and sign in',
        description:
          'With what you sign in with, until the time that `ACCOUNT_DEACTIVATED` names. A suspended account is brought back too, and stays suspended: the answer is `ACCOUNT_SUSPENDED`.',
        protect: false,
      },
      errors: ['INVALID_CREDENTIALS', 'ACCOUNT_NOT_DEACTIVATED', 'ACCOUNT_SUSPENDED'],
    })
    .input(LoginInput)
    .use(async ({ ctx, input, next }) => next({ ctx: { account: await findSigningIn(ctx, input) } }))
    .use(inTransaction)
    .output(output(AuthResult))
    .mutation(async ({ ctx }) => {
      if (!ctx.account || !(await holdPassword(ctx.trx, ctx.account)))
        throw new AppError('INVALID_CREDENTIALS');
      if (!(await reactivateAccount(ctx, ctx.account.id))) throw new AppError('ACCOUNT_NOT_DEACTIVATED');
      const account = await lockPassword(ctx.trx, ctx.account, { commits: true });
      if (!account) throw new AppError('INVALID_CREDENTIALS');
      return startSession(ctx, account);
    }),

  refresh: publicMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/refresh',
        tags,
        summary: 'Exchange a refresh token for new tokens',
        description:
          'The refresh token is spent by this. Requests that send it within the next 30 seconds get the same successor; ' +
          'later ones end the session.',
        protect: false,
      },
      errors: ['INVALID_REFRESH_TOKEN', 'REFRESH_TOKEN_REUSED'],
    })
    .input(RefreshInput)
    .output(output(AuthResult))
    .mutation(({ ctx, input }) => refreshSession(ctx, input.refreshToken)),

  logout: mutation
    .meta({
      whileFull: true,
      openapi: { method: 'POST', path: '/auth/logout', tags, summary: 'Sign out: end this session at once' },
      status: 204,
    })
    .output(output(z.undefined()))
    .mutation(async ({ ctx }) => {
      await endSessions(ctx, { userId: ctx.viewer.id, id: ctx.viewer.sessionId });
    }),

  me: query
    .meta({ openapi: { method: 'GET', path: '/auth/me', tags, summary: 'Get your own account' } })
    .output(output(User))
    .query(async ({ ctx }) => {
      const [user, email] = await Promise.all([
        presentUser(ctx, ctx.viewer.id),
        getEmail(ctx.db, ctx.viewer.id),
      ]);
      return { ...user, email };
    }),

  changePassword: slowMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/password',
        tags,
        summary: 'Change your password',
        description: 'Ends every session, this one too, and answers with a new one.',
      },
      limit: 'auth',
      errors: ['INVALID_CREDENTIALS'],
    })
    .input(ChangePasswordInput)
    .use(async ({ ctx, input, next }) => {
      const account = await confirmPassword(ctx, input.currentPassword);
      const names = account && [account.username, account.email];
      await assertUncommon(input.newPassword, { field: 'newPassword', names });
      return next({ ctx: { account, newHash: account && (await hashPassword(input.newPassword)) } });
    })
    .use(inTransaction)
    .output(output(AuthResult))
    .mutation(async ({ ctx }) => {
      const { account: confirmed, newHash } = ctx;
      const account = confirmed && newHash && (await updatePassword(ctx.trx, confirmed, newHash));
      // Not before the transaction, which may find that this request was answered already.
      if (!account) throw new AppError('INVALID_CREDENTIALS');
      await endSessions(ctx, { userId: account.id });
      return startSession(ctx, account);
    }),

  changeEmail: slowMutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/auth/email',
        tags,
        summary: 'Change your email address',
        description: 'Takes your password.',
      },
      limit: 'auth',
      errors: ['INVALID_CREDENTIALS', 'EMAIL_TAKEN'],
    })
    .input(ChangeEmailInput)
    .use(async ({ ctx, input, next }) =>
      next({ ctx: { account: await confirmPassword(ctx, input.password) } }),
    )
    .use(inTransaction)
    .output(output(User))
    .mutation(async ({ ctx, input: { email } }) => {
      if (!ctx.account || !(await updateEmail(ctx.trx, ctx.account, email)))
        throw new AppError('INVALID_CREDENTIALS');
      return { ...(await presentUser(ctx, ctx.viewer.id)), email };
    }),

  sessions: router({
    list: query
      .meta({
        openapi: { method: 'GET', path: '/auth/sessions', tags, summary: 'List your sessions, newest first' },
        errors: ['INVALID_CURSOR'],
      })
      .input(ListSessionsInput)
      .output(output(SessionPage))
      .query(({ ctx, input }) =>
        listPage(ctx, input, {
          list: `sessions:${ctx.viewer.id}`,
          read: (position) => listSessions(ctx.db, ctx.viewer.id, position),
          present: async (rows) => rows.map((row) => toSession(row, ctx.viewer)),
        }),
      ),

    revoke: mutation
      .meta({
        whileFull: true,
        openapi: {
          method: 'DELETE',
          path: '/auth/sessions/{id}',
          tags,
          summary: 'End one of your sessions at once',
        },
        status: 204,
        errors: ['SESSION_NOT_FOUND'],
      })
      .input(RevokeSessionInput)
      .output(output(z.undefined()))
      .mutation(async ({ ctx, input }) => {
        const ended = await endSessions(ctx, { userId: ctx.viewer.id, id: input.id });
        if (!ended) throw new AppError('SESSION_NOT_FOUND');
      }),
  }),
});

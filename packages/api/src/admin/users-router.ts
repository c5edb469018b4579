import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { adminMutation, moderatorMutation, moderatorQuery, router, type WriteContext } from '../core/trpc.ts';
import { announceUser } from '../users/announce-user.ts';
import { readAudited, recordAct } from './audit.ts';
import { setRole } from './roles.ts';
import {
  ListModeratedUsersInput,
  ModeratedUser,
  ModeratedUserInput,
  ModeratedUserPage,
  SetRoleInput,
  SuspendUserInput,
} from './schema.ts';
import { assertMayEndSuspension, restoreUser, suspendUser } from './suspensions.ts';
import { getModeratedUser, holdAccount, listModeratedUsers, toModeratedUser } from './users.ts';

const tags = ['Administration'];
const errors = ['FORBIDDEN', 'USER_NOT_FOUND', 'CANNOT_MODERATE_SELF'] as const;

export const usersRouter = router({
  list: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/users',
        tags,
        summary: 'List accounts, suspended and deleted ones too, newest first',
        description: 'The audit log notes each page that is read.',
      },
      errors: ['FORBIDDEN', 'INVALID_CURSOR'],
    })
    .input(ListModeratedUsersInput)
    .output(output(ModeratedUserPage))
    .query(({ ctx, input }) => {
      const { name, role, status, badge } = input;
      const filter = { name, role, status, badge };
      // A list is of nobody in particular: it stands with who read it.
      const subject = { type: 'user', id: ctx.viewer.id } as const;
      const details = {
        ...{ name: name ?? null, role: role ?? null },
        ...{ status: status ?? null, badge: badge ?? null },
      };
      return readAudited(ctx, { action: 'user.list', subject, details }, (db) =>
        listPage(ctx, input, {
          list: `admin.users.list:${JSON.stringify([name, role, status, badge])}`,
          read: (position) => listModeratedUsers(db, filter, position),
          present: async (rows) => rows.map(toModeratedUser),
        }),
      );
    }),

  get: moderatorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/admin/users/{id}',
        tags,
        summary: 'Get any account, suspended and deleted ones too',
        description: 'Whatever blocks there are. The audit log notes it.',
      },
      errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
    })
    .input(ModeratedUserInput)
    .output(output(ModeratedUser))
    .query(({ ctx, input: { id } }) =>
      readAudited(ctx, { action: 'user.read', subject: { type: 'user', id } }, (db) =>
        getModeratedUser(db, id),
      ),
    ),

  suspend: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/users/{id}/suspend',
        tags,
        summary: 'Suspend an account',
        description:
          'Ends its sessions and hides it and all that it wrote at once, until it is restored. Suspending it again replaces the reason and the end. What an admin suspended, only admins suspend again.',
      },
      errors,
    })
    .input(SuspendUserInput)
    .output(output(ModeratedUser))
    .mutation(async ({ ctx, input: { id, reason, until } }) => {
      await suspendUser(ctx, await holdAccount(ctx, id), { reason, until });
      return getModeratedUser(ctx.trx, id);
    }),

  restore: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/users/{id}/restore',
        tags,
        summary: 'Restore a suspended account, and all that it wrote',
        description: 'What an admin suspended, only admins restore.',
      },
      errors,
    })
    .input(ModeratedUserInput)
    .output(output(ModeratedUser))
    .mutation(async ({ ctx, input }) => {
      const user = await holdAccount(ctx, input.id);
      assertMayEndSuspension(ctx.viewer, user);
      await restoreUser(ctx, user);
      return getModeratedUser(ctx.trx, input.id);
    }),

  verify: moderatorMutation
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/admin/users/{id}/verify',
        tags,
        summary: 'Mark an account as verified',
        description:
          'By its display name: the badge rests when its owner takes another, until the account is verified again or the mark is taken back. The old name brings it back too.',
      },
      errors,
    })
    .input(ModeratedUserInput)
    .output(output(ModeratedUser))
    .mutation(({ ctx, input }) => setVerified(ctx, input.id, true)),

  unverify: moderatorMutation
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/admin/users/{id}/verify',
        tags,
        summary: 'Take the mark of a verified account back',
      },
      errors,
    })
    .input(ModeratedUserInput)
    .output(output(ModeratedUser))
    .mutation(({ ctx, input }) => setVerified(ctx, input.id, false)),

  setRole: adminMutation
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/admin/users/{id}/role',
        tags,
        summary: 'Make an account a user, moderator or admin',
        description: 'Ends its sessions: it signs in again with the new role.',
      },
      errors,
    })
    .input(SetRoleInput)
    .output(output(ModeratedUser))
    .mutation(async ({ ctx, input: { id, role } }) => {
      await setRole(ctx, { userId: id, role });
      return getModeratedUser(ctx.trx, id);
    }),
});

async function setVerified(ctx: WriteContext, userId: string, verified: boolean): Promise<ModeratedUser> {
  const before = await holdAccount(ctx, userId);
  const verifiedName = verified ? before.displayName : null;
  if (before.verifiedName !== verifiedName) {
    await ctx.trx.updateTable('users').set({ verifiedName }).where('id', '=', userId).execute();
    await recordAct(ctx, {
      action: verified ? 'user.verify' : 'user.unverify',
      subject: { type: 'user', id: userId },
      details: { rested: before.verifiedName !== null && before.verifiedName !== before.displayName },
    });
    await announceUser(ctx, userId);
  }
  return getModeratedUser(ctx.trx, userId);
}

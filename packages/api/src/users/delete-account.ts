import { endSessions } from '../auth/sessions.ts';
import type { Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { removeProfilePictures } from '../media/profile-pictures.ts';
import { closeAppealsOfDeleted } from '../moderation/appeals.ts';
import { appendEvents } from '../outbox/append.ts';
import { deleteUser } from './queries.ts';

/** For good: forgets the profile, ends every session and closes open appeals; a job removes the rest. @throws AppError USER_NOT_FOUND when it is deleted already */
export async function deleteAccount(ctx: Writer, userId: string): Promise<void> {
  if (!(await deleteUser(ctx.trx, userId))) throw new AppError('USER_NOT_FOUND');
  await closeAppealsOfDeleted(ctx.trx, userId);
  await endSessions(ctx, { userId });
  await removeProfilePictures(ctx, { ownerId: userId });
  await appendEvents(ctx, [{ type: 'user.deleted', userId }]);
  ctx.afterCommit(() => ctx.hints.publish('users', [userId]));
}

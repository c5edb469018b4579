import type { Writer } from '../core/context.ts';
import { appendEvents } from '../outbox/append.ts';

/** Tells consumers and caches, once committed, that a user is not what they were. */
export async function announceUser(ctx: Writer, userId: string): Promise<void> {
  await appendEvents(ctx, [{ type: 'user.updated', userId }]);
  ctx.afterCommit(() => ctx.hints.publish('users', [userId]));
}

import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { MutationContext } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import type { Role } from '../core/viewer.ts';
import { createLucia, hashToken } from './lucia.ts';
import type { AuthResult } from './schema.ts';
import { endSessions, presentSession } from './sessions.ts';

/**
 * Exchanges a refresh token for its successor. The successor is derived from the token, so that clients which refresh
 * at the same moment get the same one within the grace window; later use of a spent token ends the session.
 * @throws AppError INVALID_REFRESH_TOKEN, or REFRESH_TOKEN_REUSED
 */
export async function refreshSession(ctx: MutationContext, token: string): Promise<AuthResult> {
  const successor = createHmac('sha256', ctx.keys.refreshToken).update(token).digest('base64url');
  const { session, user } = await createLucia(ctx.trx, ctx.settings).validateSession(token);
  const rotated = session && (await rotate(ctx, token, successor));
  if (rotated) {
    // `as`: a check constraint of the table holds role to these.
    return presentSession(
      ctx,
      { id: user.id, sessionId: session.publicId, role: user.role as Role },
      successor,
    );
  }
  return replayRotation(ctx, token, successor);
}

/** @returns false when a concurrent refresh was first. */
async function rotate({ trx }: MutationContext, token: string, successor: string): Promise<boolean> {
  const session = await trx
    .updateTable('sessions')
    .set({ tokenHash: hashToken(successor), lastUsedAt: sql`now()` })
    .where('tokenHash', '=', hashToken(token))
    .returning('id')
    .executeTakeFirst();
  if (!session) return false;
  await trx
    .insertInto('usedRefreshTokens')
    .values({ tokenHash: hashToken(token), sessionId: session.id })
    .execute();
  return true;
}

async function replayRotation(ctx: MutationContext, token: string, successor: string): Promise<AuthResult> {
  const used = await ctx.trx
    .selectFrom('usedRefreshTokens')
    .innerJoin('sessions', 'sessions.id', 'usedRefreshTokens.sessionId')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select(['sessions.id', 'sessions.userId', 'sessions.tokenHash', 'users.role'])
    .select(sql<number>`extract(epoch from clock_timestamp() - used_at)::float8 * 1000`.as('usedMsAgo'))
    .where('usedRefreshTokens.tokenHash', '=', hashToken(token))
    .where('isActive', '=', true)
    .where('expiresAt', '>', new Date())
    .executeTakeFirst();
  if (!used) throw new AppError('INVALID_REFRESH_TOKEN');
  if (used.tokenHash.equals(hashToken(successor)) && used.usedMsAgo < ctx.settings.refreshGraceMs) {
    // `as`: a check constraint of the table holds role to these.
    return presentSession(ctx, { id: used.userId, sessionId: used.id, role: used.role as Role }, successor);
  }
  await endSessions(ctx, { userId: used.userId, id: used.id });
  throw new AppError('REFRESH_TOKEN_REUSED', { commits: true });
}

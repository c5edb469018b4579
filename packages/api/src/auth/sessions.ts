import { isIP } from 'node:net';
import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Context, MutationContext, Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { Role, Viewer } from '../core/viewer.ts';
import { presentUser } from '../users/present.ts';
import { getEmail } from '../users/queries.ts';
import { createLucia } from './lucia.ts';
import type { AuthResult, Session } from './schema.ts';

/** Starts a session and answers with its tokens. */
export async function startSession(
  ctx: MutationContext,
  user: { id: string; role: Role },
): Promise<AuthResult> {
  const publicId = await nextId(ctx.trx);
  const { userAgent = null, ipAddress = null } = ctx.request;
  const session = await createLucia(ctx.trx, ctx.settings).createSession(user.id, {
    publicId,
    userAgent: userAgent?.slice(0, 300) ?? null,
    // A proxy may hand on anything.
    ipAddress: ipAddress !== null && isIP(ipAddress) !== 0 ? ipAddress : null,
  });
  await endUnused(ctx, user.id);
  return presentSession(ctx, { ...user, sessionId: publicId }, session.id);
}

/** Ends what is beyond the number of sessions that an account may have, the one first that has not been used for longest. */
async function endUnused(ctx: MutationContext, userId: string): Promise<void> {
  const ended = await ctx.trx
    .deleteFrom('sessions')
    .where('id', 'in', (query) =>
      query
        .selectFrom('sessions')
        .select('id')
        .where('userId', '=', userId)
        .orderBy('lastUsedAt', 'desc')
        .orderBy('id', 'desc')
        .offset(ctx.settings.maxSessionsPerUser),
    )
    .returning('id')
    .execute();
  tellEnds(ctx, ended);
}

/** The answer of register, login and refresh. */
export async function presentSession(
  ctx: Context,
  viewer: { id: string; sessionId: string; role: Role },
  refreshToken: string,
): Promise<AuthResult> {
  const user = await presentUser({ ...ctx, viewer }, viewer.id);
  const email = await getEmail(ctx.db, viewer.id);
  const accessToken = await ctx.authenticator.accessTokens.sign(viewer);
  return {
    user: { ...user, email },
    accessToken,
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: ctx.settings.accessTokenTtlSeconds,
  };
}

/** So long after its beginning a session is as good as the password: whoever has found a token has not that. */
const recentMinutes = 10;

/** @throws AppError RECENT_SIGN_IN_REQUIRED */
export async function assertRecentSignIn(trx: Transaction, { sessionId }: Viewer): Promise<void> {
  const session = await trx
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('createdAt', '>', sql<Date>`now() - make_interval(mins => ${recentMinutes}::int)`)
    .executeTakeFirst();
  if (!session) throw new AppError('RECENT_SIGN_IN_REQUIRED');
}

/** Ends sessions; their access tokens stop at once. @returns whether there were any. */
export async function endSessions(ctx: Writer, sessions: { userId: string; id?: string }): Promise<boolean> {
  const ended = await ctx.trx
    .deleteFrom('sessions')
    .where('userId', '=', sessions.userId)
    .$if(sessions.id !== undefined, (query) => query.where('id', '=', sessions.id ?? ''))
    .returning('id')
    .execute();
  tellEnds(ctx, ended);
  return ended.length > 0;
}

function tellEnds(ctx: Writer, ended: readonly { id: string }[]): void {
  ctx.afterCommit(() =>
    ctx.hints.publish(
      'sessions',
      ended.map(({ id }) => id),
    ),
  );
}

export function listSessions(db: Database, userId: string, { last, limit }: Position) {
  return db
    .selectFrom('sessions')
    .select(['id', 'userAgent', 'ipAddress', 'createdAt', 'lastUsedAt', 'expiresAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', new Date())
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export function toSession(row: SessionRow, viewer: Viewer): Session {
  return {
    id: row.id,
    current: row.id === viewer.sessionId,
    userAgent: row.userAgent,
    ipAddress: row.ipAddress,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

async function nextId(trx: Transaction): Promise<string> {
  const { rows } = await sql<{ id: string }>`select next_id() as id`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('next_id() returned no row');
  return row.id;
}

type SessionRow = Awaited<ReturnType<typeof listSessions>>[number];

import { createHash } from 'node:crypto';
import type { Database } from '@dunlin/db';
import { type Adapter, Lucia, TimeSpan } from 'lucia';
import type { Settings } from '../core/settings.ts';

// Lucia's development ended in 2025. It stands in this file only; docs/decisions/0004-lucia.md names the way out.
declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: { role: string };
  }
}

export interface SessionAttributes {
  publicId: string;
  userAgent: string | null;
  ipAddress: string | null;
}

/** Lucia over sessions in Postgres. Lucia's session id is the refresh token; the table holds only its hash. */
export function createLucia(db: Database, { sessionTtlDays }: Pick<Settings, 'sessionTtlDays'>) {
  return new Lucia(createAdapter(db), {
    sessionExpiresIn: new TimeSpan(sessionTtlDays, 'd'),
    getSessionAttributes: ({ publicId }) => ({ publicId }),
    getUserAttributes: ({ role }) => ({ role }),
  });
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function createAdapter(db: Database): Adapter {
  return {
    async getSessionAndUser(token) {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.userId')
        .select([
          'sessions.id',
          'sessions.userId',
          'sessions.expiresAt',
          'sessions.userAgent',
          'sessions.ipAddress',
          'users.role',
        ])
        .where('tokenHash', '=', hashToken(token))
        .where('isActive', '=', true)
        .executeTakeFirst();
      if (!row) return [null, null];
      const { id: publicId, userId, expiresAt, userAgent, ipAddress, role } = row;
      return [
        { id: token, userId, expiresAt, attributes: { publicId, userAgent, ipAddress } },
        { id: userId, attributes: { role } },
      ];
    },
    async getUserSessions(userId) {
      const rows = await db.selectFrom('sessions').selectAll().where('userId', '=', userId).execute();
      return rows.map(({ id: publicId, tokenHash, expiresAt, userAgent, ipAddress }) => ({
        id: tokenHash.toString('hex'),
        userId,
        expiresAt,
        attributes: { publicId, userAgent, ipAddress },
      }));
    },
    async setSession({ id: token, userId, expiresAt, attributes: { publicId, userAgent, ipAddress } }) {
      await db
        .insertInto('sessions')
        .values({ id: publicId, userId, tokenHash: hashToken(token), expiresAt, userAgent, ipAddress })
        .execute();
    },
    async updateSessionExpiration(token, expiresAt) {
      await db.updateTable('sessions').set({ expiresAt }).where('tokenHash', '=', hashToken(token)).execute();
    },
    async deleteSession(token) {
      await db.deleteFrom('sessions').where('tokenHash', '=', hashToken(token)).execute();
    },
    async deleteUserSessions(userId) {
      await db.deleteFrom('sessions').where('userId', '=', userId).execute();
    },
    async deleteExpiredSessions() {
      await db.deleteFrom('sessions').where('expiresAt', '<', new Date()).execute();
    },
  };
}

import { compileOnce, type Database, type Param } from '@dunlin/db';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Authenticator } from '../core/authenticator.ts';
import { AppError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import type { Viewer } from '../core/viewer.ts';
import type { Hints } from '../live/hints.ts';
import { batchLoads } from '../views/batch-loads.ts';
import { createAccessTokens } from './access-token.ts';

/** Bounds how long a session that ended can pass when the hint of its end was lost without anybody's knowing. */
const maxAgeMs = 10_000;

export function createAuthenticator(options: {
  db: Database;
  hints: Hints;
  key: Buffer;
  settings: Settings;
}): Authenticator {
  const { db, hints, key, settings } = options;
  const accessTokens = createAccessTokens({ key, ttlSeconds: settings.accessTokenTtlSeconds });
  const loadLive = batchLoads((ids: readonly string[]) => loadLiveSessions(db, ids));
  const live = new LRUCache<string, true>({ max: 50_000, ttl: maxAgeMs });
  // Remembered for as long as their access tokens last: a check that was under way when a session ended must not revive it.
  const ended = new LRUCache<string, true>({ max: 100_000, ttl: settings.accessTokenTtlSeconds * 1000 });
  hints.onAny('sessions', (ids) => {
    for (const id of ids) {
      ended.set(id, true);
      live.delete(id);
    }
  });
  // Counts gaps: what was looked up before one ended may have ended since.
  let gaps = 0;
  hints.onGap(() => {
    gaps += 1;
    live.clear();
  });

  const assertLive = async ({ sessionId }: Viewer) => {
    if (ended.has(sessionId)) throw new AppError('SESSION_ENDED');
    // While hints may be lost, one of its end may be: the database is asked each time.
    if (hints.isConnected && live.has(sessionId)) return;
    const gapsBefore = gaps;
    const found = await loadLive([sessionId]);
    if (!found.has(sessionId) || ended.has(sessionId)) throw new AppError('SESSION_ENDED');
    if (gaps === gapsBefore) live.set(sessionId, true);
  };

  const identify = async (authorization: string | undefined) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new AppError('UNAUTHENTICATED');
    return accessTokens.peek(token) ?? accessTokens.verify(token);
  };

  return {
    accessTokens,
    identify,
    async authenticate(authorization) {
      const viewer = await identify(authorization);
      await assertLive(viewer);
      return viewer;
    },
    assertLive,
    onSessionEnd(sessionId, listener) {
      if (ended.has(sessionId)) listener();
      return hints.on('sessions', sessionId, listener);
    },
  };
}

async function loadLiveSessions(db: Database, ids: readonly string[]): Promise<Map<string, true>> {
  const { rows } = await selectLiveSessions(db, { ids, now: new Date() });
  return new Map(rows.map(({ id }) => [id, true]));
}

const selectLiveSessions = compileOnce((db, param: Param<{ ids: readonly string[]; now: Date }>) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select('sessions.id')
    .where('sessions.id', '=', sql<string>`any(${param('ids')})`)
    .where('expiresAt', '>', param('now'))
    .where('isActive', '=', true),
);

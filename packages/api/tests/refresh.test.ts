import { createTestApp, rejection } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { hashToken } from '../src/auth/lucia.ts';
import { schedules } from '../src/schedules.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const hour = 3_600_000;
const spentTooLate = { code: 'REFRESH_TOKEN_REUSED', status: 401 };
const unknown = { code: 'INVALID_REFRESH_TOKEN', status: 401 };

test('a refresh gives new tokens of the same session', async () => {
  const { user, sessionId, refreshToken } = await startSession('rotates');

  const next = await refresh(refreshToken);

  expect(next.refreshToken).not.toBe(refreshToken);
  expect(next).toMatchObject({
    tokenType: 'Bearer',
    expiresIn: 900,
    user: { id: user.id, username: 'rotates' },
  });
  const { items } = await bearer(next.accessToken).auth.sessions.list({});
  expect(items.map(({ id, current }) => ({ id, current }))).toEqual([{ id: sessionId, current: true }]);
  expect((await refresh(next.refreshToken)).refreshToken).not.toBe(next.refreshToken);
});

test('twenty refreshes at the same moment get the same successor, which works', async () => {
  const { refreshToken } = await startSession('parallel');

  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));

  const successors = new Set(answers.map((answer) => answer.refreshToken));
  expect(successors.size).toBe(1);
  for (const successor of successors) await refresh(successor);
  for (const { accessToken } of answers) await bearer(accessToken).auth.me();
});

test('a refresh repeated within the grace gets the same successor', async () => {
  const { sessionId, refreshToken } = await startSession('graceful');
  const first = await refresh(refreshToken);
  await pretendRefreshed(sessionId, { msAgo: app.api.services.settings.refreshGraceMs - 5_000 });
  expect((await refresh(refreshToken)).refreshToken).toBe(first.refreshToken);
});

test('a spent token after the grace ends the session and its tokens at once', async () => {
  const { sessionId, refreshToken } = await startSession('stolen');
  const next = await refresh(refreshToken);
  await bearer(next.accessToken).auth.me();
  await pretendRefreshed(sessionId, { msAgo: app.api.services.settings.refreshGraceMs + 1 });

  expect(await rejection(refresh(refreshToken))).toMatchObject(spentTooLate);

  expect(await rejection(bearer(next.accessToken).auth.me())).toMatchObject({
    code: 'SESSION_ENDED',
    status: 401,
  });
  expect(await rejection(refresh(next.refreshToken))).toMatchObject(unknown);
  expect(await rejection(refresh(refreshToken))).toMatchObject(unknown);
});

test('a token whose successor is spent ends the session, within the grace too', async () => {
  const { refreshToken } = await startSession('ancestor');
  const child = await refresh(refreshToken);
  const grandchild = await refresh(child.refreshToken);

  expect(await rejection(refresh(refreshToken))).toMatchObject(spentTooLate);

  expect(await rejection(refresh(grandchild.refreshToken))).toMatchObject(unknown);
  expect(await rejection(bearer(grandchild.accessToken).auth.me())).toMatchObject({ code: 'SESSION_ENDED' });
});

test('twenty late uses of a spent token at the same moment end the session once and let nobody in', async () => {
  const { sessionId, refreshToken } = await startSession('thieves');
  await refresh(refreshToken);
  await pretendRefreshed(sessionId, { msAgo: hour });

  const answers = await Promise.all(Array.from({ length: 20 }, () => rejection(refresh(refreshToken))));

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
  expect(answers).toContainEqual(expect.objectContaining(spentTooLate));
});

test('the end of one session by reuse leaves the others of the account alone', async () => {
  const { sessionId, refreshToken, user } = await startSession('two_phones');
  const other = await addSession(user.id);
  await refresh(refreshToken);
  await pretendRefreshed(sessionId, { msAgo: hour });
  await rejection(refresh(refreshToken));
  expect((await refresh(other.refreshToken)).user.id).toBe(user.id);
});

test('a token that was never given is unknown', async () => {
  for (const token of ['x', 'a'.repeat(40), '\0', '\ud800', 'é'.repeat(200)]) {
    expect(await rejection(refresh(token))).toMatchObject(unknown);
  }
});

test('a session that expired cannot be refreshed, and is deleted on schedule', async () => {
  const { sessionId, refreshToken } = await startSession('expires');
  await setExpiry(sessionId, -1);
  expect(await rejection(refresh(refreshToken))).toMatchObject(unknown);
  for (const { run } of schedules) await run(app.api.services);
  expect(await findSession(sessionId)).toBeUndefined();
});

test('a spent token of an expired session is unknown, within the grace too', async () => {
  const { sessionId, refreshToken } = await startSession('expires_later');
  await refresh(refreshToken);
  await setExpiry(sessionId, -1);
  expect(await rejection(refresh(refreshToken))).toMatchObject(unknown);
});

test('a session in use goes on: past half its time a refresh prolongs it', async () => {
  const { sessionId, refreshToken } = await startSession('prolonged');
  await setExpiry(sessionId, hour);
  await refresh(refreshToken);
  const session = await findSession(sessionId);
  expect(session?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 24 * hour);
});

test('a deleted account cannot refresh', async () => {
  const { refreshToken, accessToken, user } = await startSession('deleted');
  await bearer(accessToken).users.delete({ id: user.id });
  expect(await rejection(refresh(refreshToken))).toMatchObject(unknown);
});

test('a refresh that meets the end of its session leaves none behind', async () => {
  const { refreshToken, accessToken, sessionId } = await startSession('logs_out');
  await Promise.allSettled([refresh(refreshToken), bearer(accessToken).auth.logout(), refresh(refreshToken)]);
  expect(await findSession(sessionId)).toBeUndefined();
  expect(await rejection(bearer(accessToken).auth.me())).toMatchObject({ code: 'SESSION_ENDED' });
});

function refresh(refreshToken: string) {
  return app.anonymous().auth.refresh({ refreshToken });
}

function bearer(accessToken: string) {
  return app.anonymous({ authorization: `Bearer ${accessToken}` });
}

/** A user with one session, whose refresh token is known. */
async function startSession(username: string) {
  const [user] = await app.createUsers(username);
  await app.db.deleteFrom('sessions').where('userId', '=', user.id).execute();
  return { user, ...(await addSession(user.id)) };
}

async function addSession(userId: string) {
  const refreshToken = crypto.randomUUID();
  const { id: sessionId } = await app.db
    .insertInto('sessions')
    .values({ userId, tokenHash: hashToken(refreshToken), expiresAt: new Date(Date.now() + 30 * 24 * hour) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const viewer = { id: userId, sessionId, role: 'user' as const };
  return {
    sessionId,
    refreshToken,
    accessToken: await app.api.services.authenticator.accessTokens.sign(viewer),
  };
}

async function pretendRefreshed(sessionId: string, { msAgo }: { msAgo: number }): Promise<void> {
  await app.db
    .updateTable('usedRefreshTokens')
    .set({ usedAt: sql`clock_timestamp() - make_interval(secs => ${msAgo / 1000})` })
    .where('sessionId', '=', sessionId)
    .execute();
}

async function setExpiry(sessionId: string, inMs: number): Promise<void> {
  await app.db
    .updateTable('sessions')
    .set({ expiresAt: new Date(Date.now() + inMs) })
    .where('id', '=', sessionId)
    .execute();
}

function findSession(id: string) {
  return app.db.selectFrom('sessions').select('expiresAt').where('id', '=', id).executeTakeFirst();
}

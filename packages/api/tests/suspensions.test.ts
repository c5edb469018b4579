import { createTestApp, rejection } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { endSuspensions } from '../src/admin/end-suspensions.ts';
import { listen } from './listen.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [user] = await app.createUsers('a_user');
const [moderator] = await app.createStaff('moderator', 'a_moderator');
const [admin] = await app.createStaff('admin', 'an_admin');
const reason = 'breaks the rules';

describe('a suspension', () => {
  const password = 'correct horse battery';

  test('ends sessions and streams, and hides what the account wrote, at once', async () => {
    const [reader] = await app.createUsers('sus_reader');
    const { suspect, refreshToken, accessToken } = await register('suspect');
    await app.as(reader).follows.create({ id: suspect.id });
    const { id } = await app.as(suspect).tweets.create({ text: 'spam' });
    const { id: answer } = await app.as(reader).tweets.create({ text: 'thanks', replyToId: id });
    await app.drain();
    const look = async () => ({
      home: (await app.as(reader).timelines.home({})).items.map((tweet) => tweet.id),
      thread: (await app.as(reader).tweets.thread({ id: answer })).items.map((tweet) => tweet.id),
      tweet: await codeOf(app.as(reader).tweets.get({ id })),
      user: await codeOf(app.as(reader).users.getByUsername({ username: 'suspect' })),
      listed: (await app.as(reader).users.list({ limit: 100 })).items.some((item) => item.id === suspect.id),
    });
    const before = await look();
    expect(before).toEqual({
      home: [answer, id],
      thread: [id, answer],
      tweet: 'none',
      user: 'none',
      listed: true,
    });
    const stream = listen(app, suspect);
    await expect.poll(() => stream.events).toHaveLength(1);

    const suspended = await app.as(moderator).admin.users.suspend({ id: suspect.id, reason });

    expect(suspended).toMatchObject({
      suspendedAt: expect.any(String),
      suspensionReason: reason,
      suspendedUntil: null,
    });
    expect(await look()).toEqual({
      ...{ home: [answer], thread: [answer] },
      ...{ tweet: 'TWEET_NOT_FOUND', user: 'USER_NOT_FOUND', listed: false },
    });
    expect(await stream.ended).toBe('SESSION_ENDED');
    expect(await codeOf(app.as(suspect).auth.me())).toBe('SESSION_ENDED');
    expect(await codeOf(app.anonymous().auth.refresh({ refreshToken }))).toBe('INVALID_REFRESH_TOKEN');

    await app.as(moderator).admin.users.restore({ id: suspect.id });
    // Timelines are written anew.
    await app.drain();

    expect(await look()).toEqual(before);
    expect(await codeOf(app.as({ ...suspect, accessToken }).auth.me())).toBe('SESSION_ENDED');
    expect(await codeOf(app.anonymous().auth.refresh({ refreshToken }))).toBe('INVALID_REFRESH_TOKEN');
    expect(await codeOf(app.anonymous().auth.login({ username: 'suspect', password }))).toBe('none');
  });

  test('is told at login to who knows the password, and to nobody else', async () => {
    const { suspect } = await register('sus_login');
    await app.as(moderator).admin.users.suspend({ id: suspect.id, reason });
    const login = (given: string) => app.anonymous().auth.login({ username: 'sus_login', password: given });
    expect(await rejection(login(password))).toMatchObject({ code: 'ACCOUNT_SUSPENDED', status: 403 });
    expect(await codeOf(login('wrong password'))).toBe('INVALID_CREDENTIALS');
    expect(await sessionsOf(suspect)).toBe(0);
  });

  test('that races logins leaves no session', async () => {
    const { suspect } = await register('sus_race');
    await Promise.allSettled([
      ...Array.from({ length: 6 }, () => app.anonymous().auth.login({ username: 'sus_race', password })),
      app.as(moderator).admin.users.suspend({ id: suspect.id, reason }),
    ]);
    expect(await sessionsOf(suspect)).toBe(0);
  });

  test('for a time ends by the clock, and not before', async () => {
    const [brief, long] = await app.createUsers('sus_brief', 'sus_long');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const { id } of [brief, long])
      expect(await app.as(moderator).admin.users.suspend({ id, reason, until })).toMatchObject({
        suspendedUntil: until,
      });
    await app.db
      .updateTable('users')
      .set({ suspendedUntil: sql<Date>`now() - interval '1 second'` })
      .where('id', '=', brief.id)
      .execute();

    await endSuspensions(app.api.services);

    expect(await codeOf(app.as(user).users.get({ id: brief.id }))).toBe('none');
    expect(await codeOf(app.as(user).users.get({ id: long.id }))).toBe('USER_NOT_FOUND');
    expect((await actsOn(brief.id))[0]).toMatchObject({
      ...{ action: 'user.restore', actor: null, details: { expired: true }, requestId: null },
    });
  });

  test('that an admin decided is for admins to change; each act says what it replaced', async () => {
    const [subject] = await app.createUsers('sus_by_admin');
    const { id } = subject;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { suspend, restore } = app.as(moderator).admin.users;
    await suspend({ id, reason, until });
    const decided = await app.as(admin).admin.users.suspend({ id, reason: 'much worse' });
    expect(decided).toMatchObject({ suspendedByAdmin: true, suspendedUntil: null });
    expect(await codeOf(suspend({ id, reason, until }))).toBe('FORBIDDEN');
    expect(await codeOf(restore({ id }))).toBe('FORBIDDEN');
    await app.as(admin).admin.users.restore({ id });
    expect(await suspend({ id, reason })).toMatchObject({ suspendedByAdmin: false });
    await restore({ id });
    expect((await actsOn(id)).map(({ details }) => details.before)).toEqual([
      ...[{ reason, until: null }, null, { reason: 'much worse', until: null }],
      ...[{ reason, until }, null],
    ]);
  });

  test('for a time is told in any offset from UTC, and kept and told in UTC', async () => {
    const [subject] = await app.createUsers('sus_offset');
    const until = '2030-01-01T00:00:00+09:00';
    const suspended = await app.as(moderator).admin.users.suspend({ id: subject.id, reason, until });
    expect(suspended).toMatchObject({ suspendedUntil: '2029-12-31T15:00:00.000Z' });
    expect((await actsOn(subject.id))[0]).toMatchObject({ details: { until: '2029-12-31T15:00:00.000Z' } });
    const tooLate = { id: subject.id, reason, until: '9999-12-31T23:59:59-14:00' };
    expect(await codeOf(app.as(moderator).admin.users.suspend(tooLate))).toBe('VALIDATION_FAILED');
  });

  test('of a time that is over is refused', async () => {
    const until = new Date(Date.now() - 1000).toISOString();
    const call = app.as(moderator).admin.users.suspend({ id: user.id, reason, until });
    expect(await rejection(call)).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: 'until' }] });
  });

  async function register(username: string) {
    const registered = await app
      .anonymous()
      .auth.register({ username, email: `${username}@example.org`, password });
    const { user, accessToken, refreshToken } = registered;
    return { suspect: { id: user.id, username, sessionId: '', accessToken }, accessToken, refreshToken };
  }
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'none',
    async (error) => (await rejection(Promise.reject(error))).code,
  );
}

async function actsOn(subjectId: string) {
  return (await app.as(admin).admin.audit.list({ subjectId })).items;
}

async function sessionsOf({ id }: { id: string }): Promise<number> {
  return (await app.db.selectFrom('sessions').select('id').where('userId', '=', id).execute()).length;
}

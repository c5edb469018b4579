import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { makeAdmin } from '../src/admin/make-admin.ts';

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

describe('a role', () => {
  test('that is taken takes every token of its sessions with it, at once', async () => {
    const [demoted] = await app.createStaff('moderator', 'demoted');
    await app.as(demoted).admin.users.list({});
    await app.as(admin).admin.users.setRole({ id: demoted.id, role: 'user' });
    expect(await codeOf(app.as(demoted).admin.users.list({}))).toBe('SESSION_ENDED');
    expect(await codeOf(app.as(demoted).admin.users.verify({ id: user.id }))).toBe('SESSION_ENDED');
  });

  test('that is given ends the sessions of before, once', async () => {
    const [promoted] = await app.createUsers('promoted');
    expect(await app.as(admin).admin.users.setRole({ id: promoted.id, role: 'moderator' })).toMatchObject({
      role: 'moderator',
    });
    expect(await codeOf(app.as(promoted).auth.me())).toBe('SESSION_ENDED');
    expect(await app.as(user).users.get({ id: promoted.id })).toMatchObject({ role: 'moderator' });
    await app.as(admin).admin.users.setRole({ id: promoted.id, role: 'moderator' });
    expect((await actsOn(promoted.id)).map(({ details }) => details)).toEqual([
      { before: 'user', role: 'moderator' },
    ]);
  });

  test('is not taken by two admins from each other', async () => {
    const [one, other] = await app.createStaff('admin', 'one_admin', 'other_admin');
    const results = await Promise.all([
      codeOf(app.as(one).admin.users.setRole({ id: other.id, role: 'user' })),
      codeOf(app.as(other).admin.users.setRole({ id: one.id, role: 'user' })),
    ]);
    expect(results.sort()).toEqual([expect.stringMatching(/FORBIDDEN|SESSION_ENDED/), 'none']);
    const rows = await app.db
      .selectFrom('users')
      .select('role')
      .where('id', 'in', [one.id, other.id])
      .execute();
    expect(rows.map(({ role }) => role).sort()).toEqual(['admin', 'user']);
  });

  test('is not one that admins take from themselves', async () => {
    const call = app.as(admin).admin.users.setRole({ id: admin.id, role: 'user' });
    expect(await rejection(call)).toMatchObject({ code: 'CANNOT_MODERATE_SELF' });
  });
});

describe('the host', () => {
  const email = 'host@example.org';
  const readPassword = async () => 'correct horse battery';
  const make = (username: string, promote = false) =>
    makeAdmin(app.db, { username, email, promote, readPassword });

  test('makes an admin once', async () => {
    expect(await make('host_made')).toBe('created');
    expect(await make('Host_Made')).toBe('unchanged');
    expect(await make('host_made', true)).toBe('unchanged');
  });

  test('promotes an account when told to, whose sessions end, and refuses to otherwise', async () => {
    const [named] = await app.createUsers('host_named');
    expect(await rejection(make('host_named'))).toMatchObject({ code: 'USERNAME_TAKEN' });
    expect(await make('host_named', true)).toBe('promoted');
    expect(await sessionsOf(named)).toBe(0);
    expect(await actsOn(named.id)).toMatchObject([
      { action: 'user.setRole', actor: null, details: { before: 'user', role: 'admin' } },
    ]);
  });

  test('promotes nobody who is not there, deleted or suspended', async () => {
    const [gone, out] = await app.createUsers('host_gone', 'host_out');
    await app.as(gone).users.delete({ id: gone.id });
    await app.as(moderator).admin.users.suspend({ id: out.id, reason });
    const codes = ['host_nobody', 'host_gone', 'host_out'].map((name) => codeOf(make(name, true)));
    expect(await Promise.all(codes)).toEqual(['USER_NOT_FOUND', 'USER_NOT_FOUND', 'ACCOUNT_SUSPENDED']);
  });

  test('is told what registration would refuse, before a password is asked for', async () => {
    const readPassword = async () => 'short';
    const request = { username: 'host_new', email: 'new@example.org', promote: false };
    expect(await rejection(makeAdmin(app.db, { ...request, readPassword }))).toMatchObject({
      issues: [{ path: 'password' }],
    });
    const unasked = () => Promise.reject(new Error('asked'));
    const wrong = makeAdmin(app.db, { ...request, email: 'none', readPassword: unasked });
    expect(await rejection(wrong)).toMatchObject({ issues: [{ path: 'email' }] });
  });
});

describe('the last admin', () => {
  test('of admin stays with the last one, who cannot be deleted, nor the last two at once', async () => {
    const [ann, bea] = await app.createStaff('admin', 'ann', 'bea');
    const remove = (who: TestUser) => codeOf(app.as(who).users.delete({ id: who.id }));
    await app.db.updateTable('users').set({ role: 'user' }).where('id', 'not in', [ann.id, bea.id]).execute();
    expect((await Promise.all([remove(ann), remove(bea)])).sort()).toEqual(['LAST_ADMIN', 'none']);
  });
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

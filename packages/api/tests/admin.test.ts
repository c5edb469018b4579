import { type Caller, createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';
import { callProcedure, listProcedures } from './procedures.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [user] = await app.createUsers('a_user');
const [moderator, colleague] = await app.createStaff('moderator', 'a_moderator', 'a_colleague');
const [admin] = await app.createStaff('admin', 'an_admin');
const reason = 'breaks the rules';

describe('who may call', () => {
  const forAdmins = [
    ...['admin.users.setRole', 'admin.audit.list', 'admin.stats', 'admin.usage'],
    ...['admin.jobs.listFailed', 'admin.jobs.retry'],
  ];
  const procedures = listProcedures('query', 'mutation').filter((path) => path.startsWith('admin.'));

  /** What keeps a caller out, if anything; who is let in is told that the input is wrong, or answered. */
  const refusal = async (path: string, caller: TestUser | undefined) => {
    const authorization = caller && `Bearer ${caller.accessToken}`;
    const context = app.api.createContext({ requestId: 'test', authorization });
    const input = path.endsWith('.list') ? {} : { id: 'none' };
    const code = await callProcedure(context, path, input).then(
      () => undefined,
      async (error) => (await rejection(Promise.reject(error))).code,
    );
    return code === 'VALIDATION_FAILED' ? undefined : code;
  };

  test.each(procedures)('%s', async (path) => {
    expect(await refusal(path, undefined)).toBe('UNAUTHENTICATED');
    expect(await refusal(path, user)).toBe('FORBIDDEN');
    expect(await refusal(path, admin)).toBeUndefined();
    expect(await refusal(path, moderator)).toBe(forAdmins.includes(path) ? 'FORBIDDEN' : undefined);
  });

  test('is asked of the database: a token that says admin makes nobody one', async () => {
    const [pretender] = await app.createUsers('pretender');
    const { accessTokens } = app.api.services.authenticator;
    const accessToken = await accessTokens.sign({ ...pretender, role: 'admin' });
    const call = app.as({ ...pretender, accessToken }).admin.users.list({});
    expect(await rejection(call)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a moderator whose role was taken away without a word can do no more', async () => {
    const [demoted] = await app.createStaff('moderator', 'demoted');
    await app.as(demoted).admin.users.list({});
    await app.db.updateTable('users').set({ role: 'user' }).where('id', '=', demoted.id).execute();
    const { users } = app.as(demoted).admin;
    expect(await rejection(users.list({}))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rejection(users.verify({ id: user.id }))).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('whom they may act on', () => {
  const acts = {
    suspend: (api: Caller, id: string) => api.admin.users.suspend({ id, reason }),
    restore: (api: Caller, id: string) => api.admin.users.restore({ id }),
    verify: (api: Caller, id: string) => api.admin.users.verify({ id }),
    unverify: (api: Caller, id: string) => api.admin.users.unverify({ id }),
    'remove a tweet': async (api: Caller, id: string) =>
      api.admin.tweets.remove({ id: await tweetOf(id), reason }),
  };

  test.each(Object.entries(acts))(
    '%s: not oneself, and moderators none of themselves',
    async (_name, act) => {
      const before = await countActs();
      expect(await rejection(act(app.as(admin), admin.id))).toMatchObject({ code: 'CANNOT_MODERATE_SELF' });
      expect(await rejection(act(app.as(moderator), moderator.id))).toMatchObject({
        code: 'CANNOT_MODERATE_SELF',
      });
      expect(await rejection(act(app.as(moderator), colleague.id))).toMatchObject({ code: 'FORBIDDEN' });
      expect(await rejection(act(app.as(moderator), admin.id))).toMatchObject({ code: 'FORBIDDEN' });
      expect(await countActs()).toBe(before);
    },
  );

  test('nobody who does not exist, or is deleted', async () => {
    const [gone] = await app.createUsers('gone');
    await app.as(gone).users.delete({ id: gone.id });
    for (const id of ['1', gone.id]) {
      for (const act of [acts.suspend, acts.restore, acts.verify, acts.unverify])
        expect(await rejection(act(app.as(moderator), id))).toMatchObject({ code: 'USER_NOT_FOUND' });
      const call = app.as(admin).admin.users.setRole({ id, role: 'admin' });
      expect(await rejection(call)).toMatchObject({ code: 'USER_NOT_FOUND' });
    }
  });
});

describe('a mark of verification', () => {
  test('is seen at once, and set and unset once each', async () => {
    const [star] = await app.createUsers('ver_star');
    for (const call of ['verify', 'verify', 'unverify', 'unverify'] as const) {
      await app.as(moderator).admin.users[call]({ id: star.id });
      expect(await app.as(user).users.get({ id: star.id })).toMatchObject({ verified: call === 'verify' });
    }
    expect((await actsOn(star.id)).map(({ action }) => action)).toEqual(['user.unverify', 'user.verify']);
  });
});

describe('the list of accounts', () => {
  test('finds by a part of the name, by role and by status', async () => {
    const [quiet] = await app.createUsers('zoe_quiet');
    const [loud] = await app.createUsers('zoe_loud');
    await app.as(moderator).admin.users.suspend({ id: loud.id, reason });
    const find = async (filter: Parameters<Caller['admin']['users']['list']>[0]) =>
      (await app.as(moderator).admin.users.list(filter)).items.map(({ id }) => id);
    expect(await find({ name: 'ZOE' })).toEqual([loud.id, quiet.id]);
    expect(await find({ name: 'zoe', status: 'suspended' })).toEqual([loud.id]);
    expect(await find({ name: 'zoe', status: 'active' })).toEqual([quiet.id]);
    expect(await find({ name: '%' })).toEqual([]);
    expect(await find({ name: 'an_admin', role: 'admin' })).toEqual([admin.id]);
    expect(await find({ name: 'an_admin', role: 'moderator' })).toEqual([]);
  });
});

test('pages of accounts and of acts equal the whole', async () => {
  const { users, audit } = app.as(admin).admin;
  for (const who of [user, moderator, colleague]) await app.as(admin).admin.users.verify({ id: who.id });
  const lists = [
    (limit: number) => readWholeList((page) => users.list(page), { limit }),
    (limit: number) => readWholeList((page) => audit.list(page), { limit }),
  ];
  for (const read of lists) {
    const whole = await read(100);
    expect(whole.length).toBeGreaterThan(3);
    for (const limit of [1, 3]) expect(await read(limit)).toEqual(whole);
  }
});

describe('an act done eight times at once', () => {
  test.each<[string, (id: string) => Promise<unknown>]>([
    ['verify', (id) => app.as(moderator).admin.users.verify({ id })],
    ['setRole', (id) => app.as(admin).admin.users.setRole({ id, role: 'moderator' })],
  ])('is one, and the same for all who did it: %s', async (name, act) => {
    const [subject] = await app.createUsers(`at_once_${name}`);
    await Promise.all(Array.from({ length: 8 }, () => act(subject.id)));
    expect(await actsOn(subject.id)).toHaveLength(1);
  });

  test('removes a tweet once', async () => {
    const { id } = await app.as(user).tweets.create({ text: 'once' });
    const removals = Array.from({ length: 8 }, () => app.as(moderator).admin.tweets.remove({ id, reason }));
    const results = await Promise.allSettled(removals);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await actsOn(id)).toHaveLength(1);
  });
});

describe('the audit log', () => {
  test('names who did what, from where and in which request', async () => {
    const [subject] = await app.createUsers('aud_subject');
    const request = { requestId: 'request-1', ipAddress: '192.0.2.7' };
    await app.as(moderator, request).admin.users.suspend({ id: subject.id, reason });
    expect(await actsOn(subject.id)).toEqual([
      {
        ...{ id: expect.any(String), action: 'user.suspend', createdAt: expect.any(String) },
        actor: { id: moderator.id, username: moderator.username },
        subject: { type: 'user', id: subject.id },
        details: { reason, until: null, before: null },
        ...request,
      },
    ]);
    const { items } = await app
      .as(admin)
      .admin.audit.list({ actorId: moderator.id, action: 'user.suspend', limit: 1 });
    expect(items).toMatchObject([{ subject: { id: subject.id } }]);
  });

  test.each(['update audit_log set details = null', 'delete from audit_log', 'truncate audit_log'])(
    'cannot be changed: %s',
    async (statement) => {
      await expect(sql.raw(statement).execute(app.db)).rejects.toThrow('audit_log only grows');
    },
  );
});

async function actsOn(subjectId: string) {
  return (await app.as(admin).admin.audit.list({ subjectId })).items;
}

async function countActs(): Promise<number> {
  const { count } = await app.db
    .selectFrom('auditLog')
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

async function tweetOf(id: string): Promise<string> {
  const author = [admin, moderator, colleague].find((staff) => staff.id === id) ?? user;
  return (await app.as(author).tweets.create({ text: 'by staff' })).id;
}

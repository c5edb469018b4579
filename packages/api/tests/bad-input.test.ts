import { randomUUID } from 'node:crypto';
import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { insertUpload } from './media-upload.ts';
import { callProcedure, listFields, listProcedures, listProceduresWith } from './procedures.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [ada, bob] = await app.createUsers('ada', 'bob');
const [carol] = await app.createUsers('carol');
const [admin] = await app.createStaff('admin', 'an_admin');
const tweet = await app.as(ada).tweets.create({ text: 'first' });
const media = await insertUpload(app, ada);
const invalid = { code: 'VALIDATION_FAILED', status: 400 };
const marks = `e${'\u0301'.repeat(10_000)}`;

test.each(listProceduresWith('id', 'query', 'mutation'))('%s takes decimal 64-bit ids only', async (path) => {
  const ids = [
    '0',
    '-1',
    '1e3',
    '1.5',
    '0x1',
    '9223372036854775808',
    '1'.repeat(1000),
    'alice',
    '',
    ' 1',
    '1\n',
    '\0',
    "1' or '1'='1",
  ];
  for (const id of [...ids, 1, -1, 2 ** 63, Number.NaN, null, true, ['1'], { $gt: '0' }, undefined]) {
    const { issues, ...error } = await rejection(call(path, { id, text: 'hi' }));
    expect(error).toMatchObject(invalid);
    expect(issues).toContainEqual(expect.objectContaining({ path: 'id' }));
  }
});

test.each(listProceduresWith('limit', 'query'))('%s takes limits of 1 to 100 only', async (path) => {
  for (const limit of [
    0,
    -1,
    101,
    1e9,
    2 ** 53,
    2 ** 63,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '10',
    null,
    [10],
    // What JSON can hold and no number can be made of.
    { toString: 1, valueOf: 1 },
  ]) {
    const { issues, ...error } = await rejection(call(path, { id: ada.id, limit }));
    expect(error).toMatchObject(invalid);
    expect(issues).toContainEqual(expect.objectContaining({ path: 'limit' }));
  }
});

test.each(listProceduresWith('cursor', 'query'))('%s takes cursors of its own only', async (path) => {
  const id = path.startsWith('tweets.') ? tweet.id : ada.id;
  const { cursors } = app.api.services;
  const foreign = [
    cursors.encode('another list', '1'),
    cursors.encode('users', '1').slice(0, -1),
    '1',
    'AAAA',
    '\0',
    'é',
    '{"id":1}',
  ];
  for (const cursor of path === 'users.list' ? foreign : [...foreign, cursors.encode('users', '1')]) {
    const error = await rejection(call(path, { id, userId: id, q: 'text', hashtag: 'text', cursor }));
    expect(error).toMatchObject({ code: 'INVALID_CURSOR', status: 400 });
  }
  for (const cursor of ['', 'x'.repeat(501), 1, null, []]) {
    expect(await rejection(call(path, { id, userId: id, q: 'text', hashtag: 'text', cursor }))).toMatchObject(
      invalid,
    );
  }
});

const takeNoInput = ['auth.logout', 'auth.me', 'notifications.summary', 'admin.stats'];

test.each(listProcedures('query', 'mutation').filter((path) => !takeNoInput.includes(path)))(
  '%s takes no input of another shape',
  async (path) => {
    for (const input of [[], ['a'], 'text', 1, true, null, [{ id: '1' }]]) {
      expect(await rejection(call(path, input))).toMatchObject(invalid);
    }
  },
);

/** Every operation that takes text, with one field of it open. */
const fields: Record<string, (text: unknown) => Promise<unknown>> = {
  'auth.register username': (text) => register({ username: text }),
  'auth.register email': (text) => register({ email: text }),
  'auth.register password': (text) => register({ password: text }),
  'auth.register displayName': (text) => register({ displayName: text }),
  'auth.login username': (text) => call('auth.login', { username: text, password: 'x' }),
  'auth.login email': (text) => call('auth.login', { email: text, password: 'x' }),
  'auth.login password': (text) => call('auth.login', { username: 'nobody', password: text }),
  'auth.refresh refreshToken': (text) => call('auth.refresh', { refreshToken: text }),
  'users.getByUsername username': (text) => call('users.getByUsername', { username: text }),
  'users.update displayName': (text) => update({ displayName: text }),
  'users.update bio': (text) => update({ bio: text }),
  'users.update location': (text) => update({ location: text }),
  'users.update website': (text) => update({ website: text }),
  'moderation.report comment': (text) =>
    call('moderation.report', { userId: bob.id, reason: 'spam', comment: text }),
  'moderation.report reason': (text) => call('moderation.report', { userId: bob.id, reason: text }),
  'moderation.appeal text': (text) => call('moderation.appeal', { tweetId: tweet.id, text }),
  'admin.tweets.list text': (text) => call('admin.tweets.list', { userId: ada.id, text }),
  'suspension.appeal text': (text) => call('suspension.appeal', { username: 'nobody', password: 'x', text }),
  'admin.users.suspend reason': (text) => call('admin.users.suspend', { id: carol.id, reason: text }),
  'admin.users.list name': (text) => call('admin.users.list', { name: text }),
  'tweets.create text': (text) => call('tweets.create', { text }),
  'tweets.update text': (text) => call('tweets.update', { id: tweet.id, text }),
  'media.update altText': (altText) => call('media.update', { id: media.id, altText }),
  'search.tweets q': (text) => call('search.tweets', { q: text }),
  'search.users q': (text) => call('search.users', { q: text }),
  'search.hashtags q': (text) => call('search.hashtags', { q: text }),
};

describe.for(Object.entries(fields))('%s', ([field, send]) => {
  test('refuses what cannot be stored, and what is too long', async () => {
    const texts = [
      '\0',
      'a\0b',
      'https://example.org/\0',
      '\ud800',
      'https://example.org/\udc00',
      marks,
      'x'.repeat(1e6),
    ];
    for (const text of texts) {
      const error = await rejection(send(text));
      expect(['VALIDATION_FAILED', 'INVALID_CREDENTIALS', 'INVALID_REFRESH_TOKEN']).toContain(error.code);
      expect(JSON.stringify(error).length).toBeLessThan(2_000);
    }
  });

  test('answers with no fault of ours to hostile text and wrong types', async () => {
    const texts = ["' or 1=1 --", '%\\', '\r\nSet-Cookie: a=b', '\u202eevil', '\u200d', '__proto__'];
    for (const value of [...texts, -1, Number.NaN, true, ['a'], { toString: 'x' }]) {
      const error = await send(value).then(() => undefined, rejectionOf);
      expect(error?.status ?? 200, `${field} = ${JSON.stringify(value)}`).toBeLessThan(500);
    }
  });
});

test.each(['\u200b', '  ', '\u2800'])('nothing to see is no description of media: %j', async (altText) => {
  expect(await rejection(call('media.update', { id: media.id, altText }))).toMatchObject({
    ...invalid,
    issues: [{ path: 'altText' }],
  });
});

describe('text that shows otherwise than it is', () => {
  test.each([
    ['a right-to-left override', 'ada\u202egpj'],
    ['an isolate', '\u2067ada'],
    ['a line break', 'ada\nadmin'],
    ['a line separator', 'ada\u2028admin'],
    ['nothing but joiners', '\u200d\u200b\u2060'],
    ['nothing but a filler', '\u3164'],
    ['nothing but marks', '\u0301\u0301'],
    ['an escape sequence', '\u001b[31mada'],
    ['a C1 control', 'ada\u009b31m'],
    ['a check mark', 'Ada ✔️'],
    ['a check mark in a box', 'Ada ☑'],
    ['a check mark of emoji', 'Ada ✅'],
  ])('is refused in a display name: %s', async (_name, displayName) => {
    expect(await rejection(update({ displayName }))).toMatchObject({
      ...invalid,
      issues: [{ path: 'displayName' }],
    });
    expect(await rejection(register({ displayName }))).toMatchObject({
      ...invalid,
      issues: [{ path: 'displayName' }],
    });
  });

  test.each(['\u200b', '\u200e', '\u061c', '\u034f', '\u2800', '\u202e', 'read \u202esdrawkcab'])(
    'is refused in names and tweets: %j',
    async (text) => {
      for (const [send, path] of [
        [() => update({ displayName: text }), 'displayName'],
        [() => register({ displayName: text }), 'displayName'],
        [() => app.as(ada).tweets.create({ text }), 'text'],
      ] as const)
        expect(await rejection(send())).toMatchObject({ ...invalid, issues: [{ path }] });
    },
  );

  test.each([
    'аda',
    'ada\u200d',
    'ａda',
    'ada\u0301',
    'ada.',
    'ada admin',
    'a\nda',
    'ⓐda',
    'a'.repeat(21),
    'a'.repeat(101),
  ])('is refused in a username: %j', async (username) => {
    expect(await rejection(register({ username }))).toMatchObject({
      ...invalid,
      issues: [{ path: 'username' }],
    });
  });

  test('that joins emoji, or writes in any script, is kept as it is', async () => {
    for (const displayName of ['👩‍👩‍👧‍👦 family', 'می‌خواهم', 'עדה לאבלייס', 'Zoë', 'e\u0301']) {
      expect((await app.as(ada).users.update({ id: ada.id, displayName })).displayName).toBe(displayName);
    }
  });
});

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
])('no profile links to %j', async (url) => {
  expect(await rejection(update({ website: url }))).toMatchObject({
    ...invalid,
    issues: expect.arrayContaining([expect.objectContaining({ path: 'website' })]),
  });
});

test('every field of an input that is a link takes http and https only', () => {
  const links = listFields(/(url|website|link)$/i);
  expect(links.map(({ name }) => name)).toEqual(expect.arrayContaining(['users.update.website']));
  for (const { name, schema } of links) {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', ' javascript:x', 'ftp://example.org/'])
      expect([name, url, schema.safeParse(url).success]).toEqual([name, url, false]);
  }
});

test('an input nested beyond the stack is refused, with an idempotency key too', async () => {
  const nested: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
  for (const input of [nested, { text: nested }, { text: 'hi', more: nested }]) {
    expect(await rejection(call('tweets.create', input))).toMatchObject(invalid);
    expect(await rejection(call('tweets.create', input, randomUUID()))).toMatchObject(invalid);
  }
});

test('a prototype in the input changes nothing', async () => {
  const input: unknown = JSON.parse(
    `{ "id": "${ada.id}", "bio": "x", "__proto__": { "role": "admin" }, "constructor": {} }`,
  );
  await rejection(call('users.update', input, randomUUID()));
  expect((await app.as(bob).users.get({ id: ada.id })).role).toBe('user');
  expect(Reflect.get({}, 'role')).toBeUndefined();
});

/** Calls a procedure as ada, or as who may. */
function call(path: string, input: unknown, idempotencyKey?: string): Promise<unknown> {
  const { accessToken } = path.startsWith('admin.') ? admin : ada;
  const authorization = `Bearer ${accessToken}`;
  return callProcedure(
    app.api.createContext({ requestId: 'test', authorization, idempotencyKey }),
    path,
    input,
  );
}

function rejectionOf(error: unknown) {
  return rejection(Promise.reject(error));
}

function register(change: object): Promise<unknown> {
  const username = `u_${randomUUID().slice(0, 8)}`;
  return call('auth.register', {
    username,
    email: `${username}@example.org`,
    password: 'long enough',
    ...change,
  });
}

function update(change: object): Promise<unknown> {
  return call('users.update', { id: ada.id, ...change });
}

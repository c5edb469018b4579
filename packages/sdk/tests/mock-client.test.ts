import { type AuthResult, type HomeEvent, isErrorOf, type Media, safe, type Tweet } from '@dunlin/sdk';
import { createMockClient, mockError, mockStream } from '@dunlin/sdk/testing';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { expect, test, vi } from 'vitest';

const tweetOf = (text: string) => ({ text }) as Tweet; // `as`: nobody reads the rest
const media = { id: '7', status: 'ready' } as Media; // `as`: likewise
const user = { id: '7' } as AuthResult['user']; // `as`: likewise
const authResult: AuthResult = {
  user,
  accessToken: 'a',
  refreshToken: 'r',
  tokenType: 'Bearer',
  expiresIn: 900,
};
const homeTweets = ['one', 'two', 'three'].map((text) => ({ ...tweetOf(text), retweeters: [] }) as never); // `as`: likewise

test('an operation is its stand-in', async () => {
  const create = vi.fn(async ({ text }: { text: string }) => tweetOf(text));
  const client = createMockClient({ tweets: { create } });

  expect(await client.tweets.create({ text: 'hello' }, { idempotencyKey: 'k' })).toEqual({ text: 'hello' });
  expect(create).toHaveBeenCalledWith({ text: 'hello' }, { idempotencyKey: 'k' });
  expect(client.tweets.create).toBe(create);
});

test('an operation without a stand-in fails, and says how to give it one', async () => {
  const client = createMockClient();
  const calls = [
    client.auth.sessions.revoke({ id: '1' }),
    client.timelines.home(),
    client.timelines.home.items().next(),
    client.timelines.onHome().next(),
    uploadMedia(client, new Blob(['x'])),
  ];

  const failures = (await Promise.allSettled(calls)).map((call) => 'reason' in call && call.reason.message);

  expect(failures[0]).toBe(
    'auth.sessions.revoke was called, and the mock client has no stand-in for it: createMockClient({ auth: { sessions: { revoke: … } } }).',
  );
  expect(failures.slice(1)).toEqual([
    ...Array(2).fill(expect.stringContaining('createMockClient({ timelines: { home: … } })')),
    expect.stringContaining('createMockClient({ timelines: { onHome: … } })'),
    expect.stringContaining('createMockClient({}, { uploadMedia: … })'),
  ]);
});

test('an error stands in for an operation that fails with it', async () => {
  const client = createMockClient({
    auth: { register: mockError('USERNAME_TAKEN'), sessions: { list: mockError('UNAUTHENTICATED') } },
    timelines: { onHome: mockError('INVALID_EVENT_ID') },
  });
  const account = { username: 'ada', email: 'ada@example.org', password: 'correct horse' };

  const { error } = await safe(client.auth.register(account));

  expect(error?.code).toBe('USERNAME_TAKEN');
  expect(isErrorOf(client.auth.register, error)).toBe(true);
  await expect(client.auth.sessions.list()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(client.timelines.onHome().next()).rejects.toMatchObject({ code: 'INVALID_EVENT_ID' });
});

test('items stand in for a list, in pages of the size that is asked for', async () => {
  const client = createMockClient({ timelines: { home: homeTweets } });

  const first = await client.timelines.home({ limit: 2 });
  expect(first.items).toEqual(homeTweets.slice(0, 2));
  const rest = await client.timelines.home({ limit: 2, cursor: first.nextCursor ?? '' });
  expect(rest).toEqual({ items: homeTweets.slice(2), nextCursor: null });
  const paged = [];
  for await (const page of client.timelines.home.pages({ limit: 1 })) paged.push(...page.items);
  expect(paged).toEqual(homeTweets);
});

test('a function stands in for the pages of a list', async () => {
  const followers = vi.fn(async () => ({ items: [], nextCursor: null }));
  const client = createMockClient({ users: { followers } });

  for await (const _user of client.users.followers.items({ id: '1' })) expect.fail('there is none');

  expect(followers).toHaveBeenCalledWith({ id: '1' }, undefined);
});

test('a stream brings what the test pushes, before and after it is opened, until it is left', async () => {
  const onHome = mockStream<HomeEvent>();
  const client = createMockClient({ timelines: { onHome } });
  const controller = new AbortController();
  onHome.push({ type: 'checkpoint', id: '1' });
  const events = client.timelines.onHome({}, { signal: controller.signal });
  const others = client.timelines.onHome();

  expect((await events.next()).value).toEqual({ type: 'checkpoint', id: '1' });
  const next = events.next();
  onHome.push({ type: 'gap', id: '2' });
  expect((await next).value).toEqual({ type: 'gap', id: '2' });
  const idle = events.next();
  controller.abort();
  expect(await idle).toEqual({ done: true, value: undefined });

  expect((await others.next()).value).toMatchObject({ id: '1' });
  expect((await others.next()).value).toMatchObject({ id: '2' });
  onHome.fail(mockError('SESSION_ENDED'));
  await expect(others.next()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
});

test('uploads take a stand-in, and what waits for them asks that of their status', async () => {
  const upload = vi.fn(async () => media);
  const client = createMockClient({ media: { status: async () => media } }, { uploadMedia: upload });

  const file = new Blob(['picture']);
  expect(await uploadMedia(client, file, { altText: 'a heron' })).toEqual(media);
  expect(upload).toHaveBeenCalledWith(expect.any(Blob), { altText: 'a heron' });
  expect(await waitUntilReady(client, media)).toEqual(media);

  upload.mockRejectedValue(mockError('MEDIA_TOO_LARGE'));
  await expect(uploadMedia(client, file)).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' });
});

test('an upload may find that the session has ended', async () => {
  const failing = async () => Promise.reject(mockError('SESSION_ENDED'));
  const client = createMockClient({}, { userId: '7', uploadMedia: failing });
  const changes = vi.fn();
  client.session.onChange(changes);

  await expect(uploadMedia(client, new Blob(['picture']))).rejects.toMatchObject({ code: 'SESSION_ENDED' });

  expect(client.session.current).toBeUndefined();
  expect(changes.mock.lastCall).toMatchObject([{ type: 'ended', reason: 'revoked' }]);
});

test('stand-ins for signing in and out change who is signed in', async () => {
  const login = vi.fn(async () => authResult);
  const client = createMockClient({ auth: { login, logout: async () => {} } });
  const told: string[] = [];
  client.session.onChange(({ type }) => told.push(type));

  expect(await client.auth.login({ username: 'ada', password: 'p' })).toBe(authResult);
  expect(client.session.current?.userId).toBe('7');
  await client.auth.logout();
  expect(client.session.current).toBeUndefined();

  expect(login).toHaveBeenCalledWith({ username: 'ada', password: 'p' });
  expect(told).toEqual(['signedIn', 'signedOut']);
});

test('a stand-in for what is no operation is refused, as are one of another type and an error of another', () => {
  // @ts-expect-error a misspelt name
  expect(() => createMockClient({ tweets: { crate: async () => {} } })).toThrow('no operation tweets.crate');
  // @ts-expect-error a tweet has no such error
  createMockClient({ tweets: { create: mockError('USERNAME_TAKEN') } });
  // @ts-expect-error it resolves to a tweet
  createMockClient({ tweets: { create: async () => 'hello' } });
});

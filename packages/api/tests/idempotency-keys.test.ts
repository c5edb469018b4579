import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { schedules } from '../src/schedules.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const reused = { code: 'IDEMPOTENCY_KEY_REUSED', status: 422 };
const noSuchTweet = '1';

test('of 200 repeats of one like under fresh keys so many are kept, and the newest are answered as before', async () => {
  await using narrow = await createTestApp({ settings: { keptAnswers: { rows: 40, bytes: 50_000 } } });
  const [author, fan] = await narrow.createUsers('author', 'fan');
  const { id } = await narrow.as(author).tweets.create({ text: 'x'.repeat(280) });
  const like = (key: string) => narrow.as(fan, { idempotencyKey: key }).likes.create({ id });
  for (let count = 1; count < 200; count++) await like(`key-${count}`);
  const last = await like('key-200');
  const kept = () =>
    narrow.db
      .selectFrom('idempotencyKeys')
      .select(sql<number>`octet_length(answer)`.as('bytes'))
      .where('scope', '=', `user:${fan.id}`)
      .execute();
  const sum = async () => (await kept()).reduce((total, { bytes }) => total + bytes + 200, 0);
  // A part of the bound more, until it is looked at again.
  await expect.poll(async () => (await kept()).length).toBeLessThanOrEqual(45);
  await expect.poll(sum).toBeLessThanOrEqual(57_000);
  expect((await kept()).length).toBeGreaterThan(10);
  expect(await like('key-200')).toEqual(last);
});

test('without a key every request takes effect', async () => {
  const [user] = await app.createUsers('keyless');
  const first = await app.as(user).tweets.create({ text: 'hi' });
  expect((await app.as(user).tweets.create({ text: 'hi' })).id).not.toBe(first.id);
});

test('the first answer is given again, whatever has happened since', async () => {
  const [user, fan] = await app.createUsers('replayed', 'fan');
  const first = await post(user, 'k', 'before');
  await app.as(fan).likes.create({ id: first.id });
  await app.as(user).tweets.delete({ id: first.id });
  expect(await post(user, 'k', 'before')).toEqual(first);
});

test('a request that failed leaves its key free, for another body too', async () => {
  const [user] = await app.createUsers('fails');
  const failing = app.as(user, { idempotencyKey: 'k' }).tweets.create({ text: 'hi', replyToId: noSuchTweet });
  expect(await rejection(failing)).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  expect(await rejection(post(user, 'k', ''))).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await post(user, 'k', 'at last')).toMatchObject({ text: 'at last' });
});

test('a failure that must stay, such as the end of a stolen session, leaves its key free too', async () => {
  const { refreshToken } = await register('stolen');
  const refresh = (token: string) =>
    app.anonymous({ idempotencyKey: 'stolen' }).auth.refresh({ refreshToken: token });
  await app.anonymous().auth.refresh({ refreshToken });
  await app.db
    .updateTable('usedRefreshTokens')
    .set({ usedAt: new Date(0) })
    .execute();
  expect(await rejection(refresh(refreshToken))).toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
  expect(await rejection(refresh('another'))).toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
});

test('twenty concurrent requests that fail all say so, and leave the key free', async () => {
  const [user] = await app.createUsers('fails_20');
  const send = () =>
    app.as(user, { idempotencyKey: 'k' }).tweets.create({ text: 'hi', replyToId: noSuchTweet });
  const errors = await Promise.all(Array.from({ length: 20 }, () => rejection(send())));
  for (const { code } of errors) expect(code).toBe('TWEET_NOT_FOUND');
  expect(await post(user, 'k', 'at last')).toMatchObject({ text: 'at last' });
});

test('of concurrent requests with one key and other bodies one takes effect', async () => {
  const [user] = await app.createUsers('differs');
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => post(user, 'k', `body ${index}`)),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(19);
  for (const { reason } of refused) expect(await rejection(Promise.reject(reason))).toMatchObject(reused);
  expect((await app.as(user).users.get({ id: user.id })).tweetCount).toBe(1);
});

test('a key belongs to its user', async () => {
  const [alice, bob] = await app.createUsers('alice', 'bob');
  const answers = await Promise.all([post(alice, 'shared', 'same text'), post(bob, 'shared', 'same text')]);
  expect(answers.map(({ author }) => author.username)).toEqual(['alice', 'bob']);
  expect((await register('anonymous_k', 'shared')).user.username).toBe('anonymous_k');
});

test('a key belongs to its procedure', async () => {
  const [user] = await app.createUsers('two_verbs');
  const { id } = await post(user, 'k', 'hi');
  const other = app.as(user, { idempotencyKey: 'k' });
  expect(await rejection(other.likes.create({ id }))).toMatchObject(reused);
  const like = app.as(user, { idempotencyKey: 'likes' });
  await like.likes.create({ id });
  expect(await rejection(like.likes.delete({ id }))).toMatchObject(reused);
  expect((await app.as(user).tweets.get({ id })).viewer.liked).toBe(true);
});

test('the order of fields makes no other body', async () => {
  const [user] = await app.createUsers('ordered');
  const keyed = app.as(user, { idempotencyKey: 'k' });
  const first = await keyed.users.update({ id: user.id, bio: 'b', location: 'l' });
  expect(await keyed.users.update({ location: 'l', bio: 'b', id: user.id })).toEqual(first);
});

test.each(['', ' ', 'two words', 'k\n', 'k\0', 'ключ', 'é', '\u007f', 'k'.repeat(256)])(
  'the key %j is refused, and nothing runs',
  async (key) => {
    const [user] = await app.createUsers(`bad_key_${crypto.randomUUID().slice(0, 8)}`);
    expect(await rejection(post(user, key, 'hi'))).toMatchObject({
      code: 'INVALID_IDEMPOTENCY_KEY',
      status: 400,
    });
    expect((await app.as(user).users.get({ id: user.id })).tweetCount).toBe(0);
  },
);

test('a key may be 255 characters of any printable ASCII', async () => {
  const [user] = await app.createUsers('long_key');
  const key = `"${"'; drop table users --".replaceAll(' ', '~')}`.padEnd(255, '%');
  const first = await post(user, key, 'hi');
  expect(await post(user, key, 'hi')).toEqual(first);
});

test('a key is free again after a day', async () => {
  const [user] = await app.createUsers('next_day');
  const first = await post(user, 'k', 'daily');
  await age('23 hours');
  await runSchedules();
  expect(await post(user, 'k', 'daily')).toEqual(first);
  await age('2 hours');
  await runSchedules();
  expect((await post(user, 'k', 'daily')).id).not.toBe(first.id);
});

test('a session that has ended gets answers that it missed, and nothing new', async () => {
  const [user] = await app.createUsers('leaver');
  const missed = await post(user, 'missed', 'hi');
  await app.as(user).auth.logout();
  expect(await post(user, 'missed', 'hi')).toEqual(missed);
  const ended = { code: 'SESSION_ENDED', status: 401 };
  expect(await rejection(post(user, 'new', 'hi'))).toMatchObject(ended);
  expect(await rejection(post(user, '', 'hi'))).toMatchObject(ended);
  expect(await rejection(app.as(user).tweets.create({ text: 'hi' }))).toMatchObject(ended);
});

function post(user: TestUser, idempotencyKey: string, text: string) {
  return app.as(user, { idempotencyKey }).tweets.create({ text });
}

function register(username: string, idempotencyKey?: string) {
  const input = { username, email: `${username}@example.org`, password: 'correct horse battery' };
  return app.anonymous({ idempotencyKey }).auth.register(input);
}

/** Makes every key look as old as if this much more time had passed. */
async function age(interval: string): Promise<void> {
  await sql`update idempotency_keys set created_at = created_at - ${interval}::interval`.execute(app.db);
}

async function runSchedules(): Promise<void> {
  for (const { run } of schedules) await run(app.api.services);
}

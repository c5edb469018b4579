import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const [ada, bob] = [await server.register('ada'), await server.register('bob')];
const { body: tweet } = await server.request('POST', '/api/tweets', {
  token: ada.token,
  body: { text: 'mine', replyPolicy: 'nobody', quotePolicy: 'nobody' },
});
const refused = [
  { code: 'REPLY_NOT_ALLOWED', body: { text: 'an answer', replyToId: tweet.id } },
  { code: 'QUOTE_NOT_ALLOWED', body: { text: 'a quote', quotedId: tweet.id } },
];

test.each(refused)('REST and tRPC answer $code', async ({ code, body }) => {
  const rest = await server.request('POST', '/api/tweets', { token: bob.token, body });
  expect(rest).toMatchObject({ status: 403, body: { code } });
  const trpc = await server.request('POST', '/trpc/tweets.create', { token: bob.token, body });
  expect(trpc).toMatchObject({ status: 403, body: { error: { data: { code, httpStatus: 403 } } } });
});

test('each call of a batch is asked for itself', async () => {
  const allowed = { text: 'neither' };
  const { body } = await server.request('POST', '/trpc/tweets.create,tweets.create,tweets.create?batch=1', {
    token: bob.token,
    body: { 0: refused[0]?.body, 1: allowed, 2: refused[1]?.body },
  });
  expect(body).toMatchObject([
    { error: { data: { code: 'REPLY_NOT_ALLOWED' } } },
    { result: { data: allowed } },
    { error: { data: { code: 'QUOTE_NOT_ALLOWED' } } },
  ]);
});

test('an author closes a tweet, opens it, and detaches a quote over REST', async () => {
  const path = `/api/tweets/${tweet.id}`;
  const say = (quotePolicy: string) =>
    server.request('PUT', path, { token: ada.token, body: { quotePolicy } });
  expect(await say('everyone')).toMatchObject({
    status: 200,
    body: { text: 'mine', quotePolicy: 'everyone' },
  });
  const body = { text: 'a quote', quotedId: tweet.id };
  const quote = await server.request('POST', '/api/tweets', { token: bob.token, body });
  expect(quote).toMatchObject({ status: 201, body: { quotedId: tweet.id, quoteDetached: false } });
  for (const status of [204, 204])
    expect(
      await server.request('DELETE', `${path}/quotes/${quote.body.id}`, { token: ada.token }),
    ).toMatchObject({ status });
  expect(await server.request('GET', `/api/tweets/${quote.body.id}`, { token: bob.token })).toMatchObject({
    body: { text: 'a quote', quotedId: null, quoted: null, quoteDetached: true },
  });
  expect(await server.request('DELETE', `${path}/quotes/${tweet.id}`, { token: ada.token })).toMatchObject({
    status: 404,
    body: { code: 'QUOTE_NOT_FOUND' },
  });
});

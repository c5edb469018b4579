import { makePngBomb } from '@dunlin/harness/sample-media';
import { type ClientOptions, createClient, isDunlinError, safe } from '@dunlin/sdk';
import { uploadMedia } from '@dunlin/sdk/upload';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

async function signUp(
  username: string,
  transport: 'websocket' | 'sse',
  options: Partial<ClientOptions> = {},
) {
  const client = createClient({ baseUrl: server.url, transport, ...options });
  const { user } = await client.auth.register({
    username,
    email: `${username}@example.org`,
    password: 'correct horse',
  });
  return { client, user };
}

test('who signs in to a suspended account is told why and until when, by the SDK and over REST', async () => {
  const { user } = await signUp('suspect', 'sse');
  const { db } = server.api.services;
  const suspension = { reason: 'spam', until: '2030-01-01T00:00:00.000Z' };
  await db
    .updateTable('users')
    .set({ suspendedAt: new Date(), suspensionReason: 'spam', suspendedUntil: suspension.until })
    .where('id', '=', user.id)
    .execute();
  const client = createClient({ baseUrl: server.url });
  const credentials = { username: 'suspect', password: 'correct horse' };
  const { error } = await safe(client.auth.login(credentials));
  expect(error).toMatchObject({ code: 'ACCOUNT_SUSPENDED', suspension });
  expect(await server.request('POST', '/auth/login', { body: credentials })).toMatchObject({
    ...{ status: 403, body: { code: 'ACCOUNT_SUSPENDED', suspension } },
  });
  expect(await client.suspension.get(credentials)).toMatchObject(suspension);
});

test('who has deleted the account is told until when it comes back, and brings it back by the SDK or over REST', async () => {
  const { client, user } = await signUp('leaver', 'sse');
  const { id } = user;
  const credentials = { username: 'leaver', password: 'correct horse' };
  const deactivation = { deletionDueAt: expect.any(String) };
  await server.api.services.db
    .updateTable('users')
    .set({ deletionDueAt: new Date(Date.now() + 60_000) })
    .where('id', '=', id)
    .execute();
  const { error } = await safe(client.auth.login(credentials));
  expect(error).toMatchObject({ code: 'ACCOUNT_DEACTIVATED', deactivation });
  expect(await server.request('POST', '/auth/login', { body: credentials })).toMatchObject({
    ...{ status: 403, body: { code: 'ACCOUNT_DEACTIVATED', deactivation } },
  });
  expect((await client.auth.reactivate(credentials)).user.id).toBe(id);
  expect((await client.auth.me()).id).toBe(id);
  expect(await server.request('POST', '/auth/reactivate', { body: credentials })).toMatchObject({
    ...{ status: 409, body: { code: 'ACCOUNT_NOT_DEACTIVATED' } },
  });
});

for (const transport of ['websocket', 'sse'] as const) {
  describe(`the SDK over ${transport}`, () => {
    test('hears of the tweets of whom it follows, and pages through them', async () => {
      const ada = await signUp(`ada_${transport}`, transport);
      const grace = await signUp(`grace_${transport}`, transport);
      await grace.client.follows.create({ id: ada.user.id });
      const events = grace.client.timelines.onHome();
      expect((await events.next()).value?.type).toBe('checkpoint');

      const posted = [];
      for (const text of ['one', 'two', 'three']) posted.push(await ada.client.tweets.create({ text }));
      const heard = [];
      for await (const event of events) {
        if (event.type === 'tweet') heard.push(event.tweet.id);
        if (heard.length === posted.length) break;
      }
      const paged = [];
      for await (const { id } of grace.client.timelines.home.items({ limit: 1 })) paged.push(id);

      expect(heard.toSorted()).toEqual(posted.map(({ id }) => id));
      expect(paged).toEqual(posted.map(({ id }) => id).toReversed());
    });

    test('ends its streams when the session ends', async () => {
      const { client } = await signUp(`mary_${transport}`, transport);
      const events = client.timelines.onHome();
      await events.next();
      await client.auth.logout();
      const failure: unknown = await events.next().catch((error: unknown) => error);
      expect(isDunlinError(failure)).toBe(true);
    });
  });
}

test('the SDK uploads a picture and posts it, and names what was wrong with another', async () => {
  const { client } = await signUp('painter', 'sse');
  const { id } = await uploadMedia(client, new Blob([makePngBomb({ width: 4, height: 4 })]), {
    altText: 'black',
  });
  const tweet = await client.tweets.create({ text: 'look', mediaIds: [id] });
  expect(tweet.media).toMatchObject([{ id, altText: 'black', status: 'processing' }]);
  const { error } = await safe(uploadMedia(client, new Blob(['<svg/>'])));
  expect(error).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED', status: 415, requestId: expect.any(String) });
  const aborted = await safe(uploadMedia(client, new Blob(['x']), { signal: AbortSignal.abort() }));
  expect(aborted.error?.code).toBe('ABORTED');
});

test('alt text keeps its line ends', async () => {
  const { client } = await signUp('lines', 'sse');
  const altText = 'Above: a heron.\nBelow: reeds.\n\n— both still';

  const { id } = await uploadMedia(client, new Blob([makePngBomb({ width: 4, height: 4 })]), { altText });

  expect(await client.media.status({ id })).toMatchObject({ altText });
});

import { afterAll, expect, test } from 'vitest';
import { readEvents, type ServerSentEvent } from './event-reader.ts';
import { type Account, startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test.each(['/api/stream/home', '/trpc/timelines.onHome?input={}'])(
  '%s delivers tweets, and goes on after the last event',
  async (path) => {
    const [author, reader] = await followedBy(path.startsWith('/trpc') ? 'trpc' : 'rest');
    const events = open(path, reader);
    const checkpoint = await nextData(events, 'checkpoint');
    const first = await post(author, 'first');
    expect(await nextData(events, 'tweet')).toMatchObject({ data: { tweet: { id: first } } });
    await events.return();

    const missed = await post(author, 'missed');
    const resumed = open(path, reader, checkpoint.id);
    const ids = [await nextData(resumed, 'tweet'), await nextData(resumed, 'tweet')].map(
      ({ data }) => data.tweet.id,
    );
    expect(ids).toEqual([first, missed]);
    await resumed.return();
  },
);

test('a conversation is followed', async () => {
  const ada = await server.register('talker');
  const root = await post(ada, 'root');
  const events = open(`/api/stream/tweets/${root}/thread`, ada);
  await nextData(events, 'checkpoint');
  const body = { text: 'reply', replyToId: root };
  await server.request('POST', '/api/tweets', { token: ada.token, body });
  expect(await nextData(events, 'tweet')).toMatchObject({ data: { tweet: { replyToId: root } } });
  await events.return();
});

test('notifications are followed', async () => {
  const [ada, bob] = [await server.register('noted'), await server.register('noting')];
  const events = open('/api/stream/notifications', ada);
  await nextData(events, 'checkpoint');
  await server.request('POST', `/api/users/${ada.id}/follow`, { token: bob.token });
  const followed = { type: 'follow', actors: [{ id: bob.id }] };
  expect(await nextData(events, 'notification')).toMatchObject({ data: { notification: followed } });
  await events.return();
});

test('the end of the session ends the stream with a problem', async () => {
  const ada = await server.register('leaver');
  const events = open('/api/stream/home', ada);
  await nextData(events, 'checkpoint');
  await server.request('POST', '/auth/logout', { token: ada.token });
  const rest = await Array.fromAsync(events);
  expect(rest).toMatchObject([{ event: 'problem', data: { status: 401, code: 'SESSION_ENDED' } }]);
});

test('a stream is not sent in answer to HEAD', async () => {
  const { token } = await server.register('header');
  expect((await server.request('HEAD', '/api/stream/home', { token })).status).toBe(405);
});

test('a client that cannot set headers sends its token as a connection parameter', async () => {
  const { token } = await server.register('browser');
  const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${token}` }));
  const events = readEvents(`${server.url}/trpc/timelines.onHome?input={}&connectionParams=${params}`, {});
  await nextData(events, 'checkpoint');
  await events.return();
});

function open(path: string, { token }: Account, lastEventId?: string): AsyncGenerator<ServerSentEvent, void> {
  return readEvents(`${server.url}${path}`, {
    authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  });
}

async function nextData(
  events: AsyncGenerator<ServerSentEvent, void>,
  type: string,
): Promise<ServerSentEvent> {
  for (;;) {
    const { value } = await events.next();
    if (!value) throw new Error('the stream has ended');
    if (value.data.type === type) return value;
  }
}

async function followedBy(name: string): Promise<[Account, Account]> {
  const [author, reader] = [await server.register(`author_${name}`), await server.register(`reader_${name}`)];
  await server.request('POST', `/api/users/${author.id}/follow`, { token: reader.token });
  await server.api.drain();
  return [author, reader];
}

async function post({ token }: Account, text: string): Promise<string> {
  const { body } = await server.request('POST', '/api/tweets', { token, body: { text } });
  await server.api.drain();
  return body.id;
}

import { afterAll, expect, test } from 'vitest';
import { readEvents, type ServerSentEvent } from './event-reader.ts';
import { type Account, startTestServer } from './test-server.ts';

const server = await startTestServer({ pingMs: 20 });
afterAll(() => server[Symbol.asyncDispose]());

test.each(['/api/stream/home', '/trpc/timelines.onHome?input={}'])(
  '%s delivers tweets, and goes on after the last event',
  async (path) => {
    const [author, reader] = await followedBy(path.startsWith('/trpc') ? 'trpc' : 'rest');
    const events = open(path, reader);
    await nextData(events, 'checkpoint');
    const first = await post(author, 'first');
    let last = await nextData(events, 'tweet');
    expect(last).toMatchObject({ data: { tweet: { id: first } } });
    await events.return();

    const missed = [await post(author, 'missed'), await post(author, 'missed too')];
    for (const id of missed) {
      const resumed = open(path, reader, last.id);
      last = await nextData(resumed, 'tweet');
      expect(last).toMatchObject({ data: { tweet: { id } } });
      await resumed.return();
    }
  },
);

test('a client that has received nothing yet may send an empty event id', async () => {
  const ada = await server.register('beginner');
  for (const path of ['/api/stream/home', '/trpc/timelines.onHome?input={}']) {
    const events = open(path, ada, '');
    await nextData(events, 'checkpoint');
    await events.return();
  }
});

test('there is no block that is not an event, and a sign of life between them', async () => {
  const ada = await server.register('quiet');
  const headers = { authorization: `Bearer ${ada.token}` };
  const { body } = await fetch(`${server.url}/api/stream/home`, { headers });
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    if (text === '') await post(ada, 'hello');
    text += chunk;
    if (text.includes('hello') && text.endsWith(':ping\n')) break;
  }
  expect(text.replaceAll(':ping\n', '')).toMatch(
    /^retry: 1000\ndata: {"type":"checkpoint"}\nid: [\w.~-]+\n\ndata: {"type":"tweet",.+}\nid: [\w.~-]+\n\n$/,
  );
});

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

test('how tweets and users stand is followed, one or several, and how much is unread', async () => {
  const [ada, bob] = [await server.register('standing'), await server.register('acting')];
  const ids = [await post(ada, 'one'), await post(ada, 'two')];
  const tweets = open(`/api/stream/tweets?ids=${ids[0]}&ids=${ids[1]}`, ada);
  const users = open(`/api/stream/users?ids=${ada.id}`, bob);
  const unread = open('/api/stream/notifications/unread', ada);
  for (const events of [tweets, users, unread]) await nextData(events, 'checkpoint');
  await server.request('POST', `/api/tweets/${ids[1]}/like`, { token: bob.token });
  await server.request('POST', `/api/users/${ada.id}/follow`, { token: bob.token });
  expect(await nextData(tweets, 'changed')).toMatchObject({
    data: { tweet: { id: ids[1], counts: { likes: 1 } } },
  });
  expect(await nextData(users, 'changed')).toMatchObject({ data: { user: { viewer: { following: true } } } });
  await server.api.drain();
  expect(await nextData(unread, 'unread')).toMatchObject({ data: { summary: { unread: 2 } } });
  for (const events of [tweets, users, unread]) await events.return();
});

test('a profile and a search are followed', async () => {
  const [ada, bob] = [await server.register('profiled'), await server.register('searching')];
  const profile = open(`/api/stream/users/${ada.id}/tweets`, bob);
  const search = open(`/api/stream/search?q=${encodeURIComponent('#knots')}`, bob);
  for (const events of [profile, search]) await nextData(events, 'checkpoint');
  const id = await post(ada, 'Grey plovers and #knots');
  for (const events of [profile, search]) {
    expect(await nextData(events, 'tweet')).toMatchObject({ data: { tweet: { id } } });
    await events.return();
  }
});

test('a stream whose input is wrong does not start', async () => {
  const { token } = await server.register('mistaken');
  for (const [path, code] of [
    ['/api/stream/tweets', 'VALIDATION_FAILED'],
    ['/api/stream/tweets?ids=x', 'VALIDATION_FAILED'],
    ['/api/stream/tweets?ids=1&lastEventId=!', 'INVALID_EVENT_ID'],
    ['/api/stream/search?q=min_likes:x', 'INVALID_SEARCH_QUERY'],
    ['/api/stream/users/1/tweets', 'USER_NOT_FOUND'],
  ])
    expect(await server.request('GET', path ?? '', { token })).toMatchObject({ body: { code } });
});

test('the end of the session ends the stream with a problem, and nobody is to come back soon', async () => {
  const ada = await server.register('leaver');
  const events = open('/api/stream/home', ada);
  await nextData(events, 'checkpoint');
  await server.request('POST', '/auth/logout', { token: ada.token });
  const rest = await Array.fromAsync(events);
  const data = { status: 401, code: 'SESSION_ENDED' };
  expect(rest).toMatchObject([{ event: 'problem', retry: '3600000', data }]);
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

import { beforeEach, expect, test, vi } from 'vitest';
import { createClient, type DunlinClient, safe } from '../src/index.ts';

const signals: AbortSignal[] = [];
const sent: string[][] = [];
const fetch = vi.fn<typeof globalThis.fetch>(async (url, init) => {
  const inputs: Record<string, { id: string }> = JSON.parse(
    new URL(String(url)).searchParams.get('input') ?? '{}',
  );
  const ids = Object.values(inputs).map(({ id }) => id);
  sent.push(ids);
  if (init?.signal) signals.push(init.signal);
  return Response.json(
    ids.map((id) => (id === 'gone' ? gone : { result: { data: { id } } })),
    { status: 207 },
  );
});
const gone = {
  error: { message: 'There is no such tweet.', data: { code: 'TWEET_NOT_FOUND', httpStatus: 404 } },
};

let client: DunlinClient;
beforeEach(() => {
  signals.length = 0;
  sent.length = 0;
  fetch.mockClear();
  client = createClient({ baseUrl: 'http://localhost:3000', fetch });
});

test('reads of one moment share a request, twenty at most', async () => {
  const ids = Array.from({ length: 45 }, (_, index) => String(index));

  const tweets = await Promise.all(ids.map((id) => client.tweets.get({ id })));

  expect(tweets.map(({ id }) => id)).toEqual(ids);
  expect(sent.map(({ length }) => length)).toEqual([20, 20, 5]);
});

test('a URL is no longer than servers and proxies commonly take', async () => {
  await Promise.all(Array.from({ length: 20 }, () => client.tweets.get({ id: '"'.repeat(300) })));

  const lengths = fetch.mock.calls.map(([url]) => String(url).length);
  expect(Math.max(...lengths)).toBeLessThan(6_100);
  expect(sent.flat()).toHaveLength(20);
});

test('each call has its own answer or error', async () => {
  const [first, second, third] = await Promise.all([
    client.tweets.get({ id: '1' }),
    safe(client.tweets.get({ id: 'gone' })),
    client.tweets.get({ id: '3' }),
  ]);

  expect([first.id, second.error?.code, third.id]).toEqual(['1', 'TWEET_NOT_FOUND', '3']);
  expect(sent).toEqual([['1', 'gone', '3']]);
});

test('an input that JSON cannot hold fails its own call alone', async () => {
  const circular: { id: string; self?: unknown } = { id: '1' };
  circular.self = circular;

  const [bad, good] = await Promise.all([safe(client.tweets.get(circular)), client.tweets.get({ id: '2' })]);

  expect(bad.error).toMatchObject({ cause: expect.any(TypeError) });
  expect(good.id).toBe('2');
});

test('a request ends when nobody waits for it any more, and no sooner', async () => {
  const answer = Promise.withResolvers<Response>();
  fetch.mockImplementationOnce((_url, init) => {
    if (init?.signal) signals.push(init.signal);
    return answer.promise;
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const calls = [first, second].map(({ signal }) => safe(client.tweets.get({ id: '1' }, { signal })));
  await vi.waitFor(() => expect(signals).toHaveLength(1));

  first.abort();
  expect(signals[0]?.aborted).toBe(false);
  second.abort();
  expect(signals[0]?.aborted).toBe(true);

  expect((await Promise.all(calls)).map(({ error }) => error?.code)).toEqual(['ABORTED', 'ABORTED']);
  answer.resolve(Response.json([]));
});

test('what is no answer of a Dunlin server is told as that', async () => {
  fetch.mockResolvedValueOnce(Response.json({ hello: 'world' })).mockResolvedValueOnce(Response.json(null));

  for (const _ of [1, 2])
    expect(await safe(client.tweets.get({ id: '1' }))).toMatchObject({ error: { code: 'INVALID_RESPONSE' } });
});

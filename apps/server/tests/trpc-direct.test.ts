import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const { token, id } = await server.register('ada');
await server.request('POST', '/api/tweets', { token, body: { text: 'hello 👋 <b>"quoted"</b>' } });

const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;
const requests: Record<string, { path: string; headers?: Record<string, string> }> = {
  'a page': { path: `timelines.home?${input({ limit: 5 })}` },
  'a batch of one': { path: `timelines.home?batch=1&${input({ 0: { limit: 5 } })}` },
  'a query without input': { path: 'auth.me?' },
  'a batch of one without input': { path: 'auth.me?batch=1' },
  'an input of null': { path: `users.get?${input(null)}` },
  'an input that does not fit': { path: `users.get?${input({ id: 'x' })}` },
  'a batch whose input is an array': { path: `users.get?batch=1&${input([{ id }])}` },
  'an input that is not JSON': { path: 'users.get?input=%7B' },
  'an empty input': { path: 'auth.me?input=' },
  'two inputs': { path: `users.get?${input({ id })}&${input({ id })}` },
  'a user that does not exist': { path: `users.get?${input({ id: '1' })}` },
  'a batch of two': { path: `auth.me,users.get?batch=1&${input({ 1: { id } })}` },
  'a mutation by GET': { path: `tweets.create?${input({ text: 'no' })}` },
  'an unknown procedure': { path: 'users.fly?' },
  'a name of every object': { path: 'toString?' },
  'the prototype': { path: '__proto__?' },
  'a forged token': { path: 'auth.me?', headers: { authorization: 'Bearer forged' } },
  'a streamed answer': { path: 'auth.me?batch=1', headers: { 'trpc-accept': 'application/jsonl' } },
};

for (const [title, { path, headers }] of Object.entries(requests)) {
  test(`${title} is answered alike by the direct path and by tRPC's adapter`, async () => {
    // A parameter that neither reads, and only the direct path minds.
    const [direct, adapter] = await Promise.all(
      ['', '&beside=1'].map((suffix) =>
        fetch(`${server.url}/trpc/${path}${suffix}`, {
          headers: { authorization: `Bearer ${token}`, ...headers },
        }),
      ),
    );
    expect(await toComparable(direct)).toEqual(await toComparable(adapter));
  });
}

test('a plain query takes the direct path', async () => {
  const { headers } = await server.request('GET', `/trpc/${requests['a page']?.path}`, { token });
  // tRPC's adapter streams its answers, without a length.
  expect(headers.get('content-length')).not.toBeNull();
});

async function toComparable(response: Response | undefined) {
  const framing = [
    'date',
    'x-request-id',
    'content-length',
    'transfer-encoding',
    'ratelimit-remaining',
    'ratelimit-reset',
  ];
  const headers = [...(response?.headers ?? [])].filter(([name]) => !framing.includes(name));
  const body = (await response?.text())?.replaceAll(/"requestId":"[^"]*"/g, '');
  return { status: response?.status, headers, body };
}

import { Agent, type IncomingHttpHeaders, request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { defaultRateLimits } from '@dunlin/api';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const agent = new Agent();
const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const { token, id } = await server.register('ada');
await server.request('POST', '/api/tweets', { token, body: { text: 'hello 👋 <b>"quoted"</b>' } });
const toDelete = (await server.request('POST', '/api/tweets', { token, body: { text: 'gone' } })).body.id;
const { db } = server.api.services;
// A tweet of five capitals and digits fails with that SQLSTATE.
await sql`create function fail_as_told() returns trigger language plpgsql as $$
  begin raise exception using errcode = new.text, message = 'told to'; end $$`.execute(db);
await sql`create trigger fail_as_told before insert on tweets for each row
  when (new.text ~ '^[0-9A-Z]{5}$') execute function fail_as_told()`.execute(db);

interface Sent {
  /** Before the path, for a request that names its whole address. */
  origin?: string;
  path: string;
  query?: string;
  method?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;
const signedIn = { authorization: `Bearer ${token}` };
const json = { ...signedIn, 'content-type': 'application/json' };
const get = (path: string, query = '', headers: Record<string, string> = {}): Sent => ({
  ...{ path, query },
  headers: { ...signedIn, ...headers },
});
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Sent => ({
  ...{ path, method: 'POST' },
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  headers: { ...json, ...headers },
});
const tweet = (body: unknown, headers: Record<string, string> = {}) => post('tweets.create', body, headers);
const key = (value: string) => ({ 'idempotency-key': value });
const ada = { username: 'ada', password: 'not the password' };
const grace = { username: 'grace', email: 'grace@example.org', password: 'correct horse' };

const plain: Record<string, Sent> = {
  'a page': get('timelines.home', input({ limit: 5 })),
  'a batch of one': get('timelines.home', `batch=1&${input({ 0: { limit: 5 } })}`),
  'a query without input': get('auth.me'),
  'a query that says it is JSON': get('auth.me', '', { 'content-type': 'application/json' }),
  'a batch of one without input': get('auth.me', 'batch=1'),
  'a batch of two': get('auth.me,users.get', `batch=1&${input({ 1: { id } })}`),
  'a batch of pages': get('timelines.home,timelines.home', `batch=1&${input({ 0: {}, 1: { limit: 1 } })}`),
  'a batch of which all fail alike': get(
    'users.get,tweets.get',
    `batch=1&${input({ 0: { id: '1' }, 1: { id: '1' } })}`,
  ),
  'a batch of which one fails': get('auth.me,users.get', `batch=1&${input({ 1: { id: '1' } })}`),
  'a batch without inputs': get('auth.me,auth.me', 'batch=1'),
  'a batch with inputs for others': get('auth.me,auth.me', `batch=1&${input({ 7: { id: '1' }, length: 9 })}`),
  'a batch whose inputs are not JSON': get('users.get,auth.me', 'batch=1&input=%7B'),
  'an input of null': get('users.get', input(null)),
  'an input that does not fit': get('users.get', input({ id: 'x' })),
  'an input that does not fit, in a batch': get('users.get', `batch=1&${input({ 0: { id: 'x' } })}`),
  'an input that is not JSON': get('users.get', 'input=%7B'),
  'an empty input': get('auth.me', 'input='),
  'a user that does not exist': get('users.get', input({ id: '1' })),
  'a forged token': get('auth.me', '', { authorization: 'Bearer forged' }),
  'what only admins may ask': get('admin.reports.list', input({})),

  'a tweet': tweet({ text: 'hello 👋 <b>"quoted"</b>' }),
  'a tweet with a parameter in its type': tweet(
    { text: 'typed' },
    { 'content-type': 'application/json; charset=utf-8' },
  ),
  'a tweet with a key': tweet({ text: 'keyed' }, key('plain')),
  'a mutation that answers nothing': post('tweets.delete', { id: toDelete }, key('nothing')),
  'a registration with a key': post('auth.register', grace, key('grace')),
  'a body that is malformed': tweet('{"text":'),
  'a body that is malformed, with a key': tweet('{"text":', key('malformed')),
  'a body that is malformed, and a forged token': tweet('{', { authorization: 'Bearer forged' }),
  'an empty body': tweet(''),
  'an empty body, with a key': tweet('', key('empty')),
  'a body of blanks': tweet(' '),
  'a body of null': tweet('null'),
  'a body of an array': tweet([{ text: 'x' }]),
  'a body of a string': tweet('"text"'),
  'a body of a number': tweet('1'),
  'a body as of a batch': tweet({ 0: { text: 'x' } }),
  'a prototype': tweet('{"text":"x","__proto__":{"admin":true}}'),
  'a field twice': tweet('{"text":1,"text":"the last one counts"}'),
  'a lone surrogate': tweet('{"text":"a\\ud800b"}'),
  'a lone surrogate as a field': tweet('{"text":"x","\\ud800":1}'),
  'a byte order mark within': tweet(' \ufeff{"text":"x"}'),
  'a mutation with an input beside its body': { ...tweet({ text: 'both' }), query: input({ text: 'no' }) },
  'a key that is none': tweet({ text: 'x' }, key('with space')),
  'an empty key': tweet({ text: 'x' }, key('')),
  'no token': tweet({ text: 'x' }, { authorization: '' }),
  'a reply to nothing': tweet({ text: 'x', replyToId: '1' }),
  'a wrong password': post('auth.login', ada),
  'a name that is taken': post('auth.register', { ...grace, username: 'ada' }),
  'what cannot be done to oneself': post('follows.create', { id }),
  'what only admins may do': post('admin.users.suspend', { id }),
  'a failure of ours': tweet({ text: 'XX000' }),
  'a database that cannot answer': tweet({ text: '57P03' }),
  'a transaction that gives way each time': tweet({ text: '40001' }),
};

const others: Record<string, Sent> = {
  // Refused before either sees them.
  'bytes that are not UTF-8': tweet(Buffer.from('7b2274657874223a22ff22 7d'.replace(' ', ''), 'hex')),
  'arrays beyond the stack': tweet('['.repeat(200_000)),
  'arrays nested too deeply to compare, with a key': tweet(
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    key('deep'),
  ),

  'two inputs': get('users.get', `${input({ id })}&${input({ id })}`),
  'an escape that is not UTF-8': get('search.users', `input={"q":"${'%FF'.repeat(20)}"}`),
  'a fragment': get('users.get', `${input({ id })}#`),
  'a batch with a mutation': get('auth.me,tweets.create', `batch=1&${input({ 1: { text: 'no' } })}`),
  'a batch with an unknown procedure': get('auth.me,users.fly', 'batch=1'),
  'a batch with an empty name': get('auth.me,', 'batch=1'),
  'a batch with a subscription': get('auth.me,timelines.onHome', 'batch=1'),
  'a mutation by GET': get('tweets.create', input({ text: 'no' })),
  'an unknown procedure': get('users.fly'),
  'a name of every object': get('toString'),
  'the prototype': get('__proto__'),
  'a name escaped twice': get('auth%252Eme'),
  'a streamed answer': get('auth.me', 'batch=1', { 'trpc-accept': 'application/jsonl' }),
  'a query that says it is a form': get('auth.me', '', { 'content-type': 'multipart/form-data; boundary=x' }),
  'a token in the address': get(
    'auth.me',
    `connectionParams=${encodeURIComponent(JSON.stringify(signedIn))}`,
  ),
  'a host that is none': get('auth.me', '', { host: 'a b' }),
  'a port that is none': get('auth.me', '', { host: 'localhost:99999' }),
  'an empty host': get('auth.me', '', { host: '' }),
  'a host with a name before it': get('auth.me', '', { host: 'ada@localhost' }),
  'a whole address': { ...get('auth.me'), origin: 'http://localhost' },
  'a whole address with a name in it': { ...get('auth.me'), origin: 'http://ada@localhost' },

  'a query by POST': post('auth.me', ''),
  'a subscription by POST': post('timelines.onHome', {}),
  'an unknown mutation': post('tweets.fly', { text: 'x' }),
  'a mutation named as every object': post('toString', {}),
  'a batch of one mutation': { ...tweet({ 0: { text: 'one' } }), query: 'batch=1' },
  'a batch whose input is an array': get('users.get', `batch=1&${input([{ id }])}`),
  'a batch whose input is null': get('users.get', `batch=1&${input(null)}`),
  'a batch of one mutation, in an array': { ...tweet([{ text: 'one' }]), query: 'batch=1' },
  'a batch that is none': { ...tweet({ text: 'none' }), query: 'batch=0' },
  'a batch of two mutations': {
    ...post('tweets.create,tweets.create', { 0: { text: 'one' }, 1: { text: 1 } }),
    query: 'batch=1',
  },
  'a batch of two mutations, with a key': {
    ...post('tweets.create,tweets.create', { 0: { text: 'one' }, 1: { text: 'two' } }, key('batch')),
    query: 'batch=1',
  },
  'a mutation whose answer is streamed': tweet({ text: 'x' }, { accept: 'application/jsonl' }),
  'a byte order mark': tweet('\ufeff{"text":"marked"}'),
  'a byte order mark, with a key': tweet('\ufeff{"text":"marked"}', key('mark')),
  'a type in capitals': tweet({ text: 'typed' }, { 'content-type': 'Application/JSON' }),
  'a type that begins alike': tweet({ text: 'x' }, { 'content-type': 'application/jsonx' }),
  'another type': tweet('text=x', { 'content-type': 'text/plain' }),
  'a form without a body': tweet('', { 'content-type': 'multipart/form-data; boundary=x' }),
  'a type that is none': tweet({ text: 'x' }, { 'content-type': 'nonsense' }),
  'a body without a type': { path: 'tweets.create', method: 'POST', body: '{}', headers: signedIn },
  'neither body nor type': { path: 'tweets.create', method: 'POST', headers: signedIn },
  'a body that is too large': tweet({ text: 'x'.repeat(1024 * 1024) }),
  'a mutation by PUT': { ...tweet({ text: 'x' }), method: 'PUT' },
  'a mutation at a host that is none': tweet({ text: 'x' }, { host: 'a b' }),
  'a mutation at a host with a name before it': tweet({ text: 'x' }, { host: 'ada@localhost' }),
};

for (const [title, sent] of Object.entries({ ...plain, ...others })) {
  test(`${title} is answered alike by the direct path and by tRPC's adapter`, async () => {
    const direct = await send(sent);
    const adapter = await send(viaAdapter(sent));
    expect(toComparable(direct)).toEqual(toComparable(adapter));
    // tRPC's adapter streams its answers, without a length.
    if (plain[title]) {
      expect(direct.headers['content-length']).toBe(String(Buffer.byteLength(direct.body)));
      expect(adapter.headers['content-length']).toBeUndefined();
    }
  });
}

test.each(['{"text":"a"}', '{ "text" : "\\u0061" }', '{"text":"b","text":"a"}'])(
  'an answer to %s under a key is what the other way answers too',
  async (body) => {
    const suffix = Buffer.from(body).toString('base64url');
    const byAdapter = tweet(body, key(`adapter-${suffix}`));
    const first = await send(viaAdapter(byAdapter));
    expect(first.status).toBe(200);
    expect((await send(byAdapter)).body).toBe(first.body);
    const directly = tweet(body, key(`direct-${suffix}`));
    const second = await send(directly);
    expect(second.status).toBe(200);
    expect((await send(viaAdapter(directly))).body).toBe(second.body);
  },
);

test('a batch that is sent answer by answer is the same as one that is sent whole', async () => {
  const links = Array.from({ length: 11 }, (_, index) => `https://example.org/${index}${'x'.repeat(300)}`);
  for (let count = 0; count < 5; count += 1)
    expect((await send(tweet({ text: `${links.join(' ')} ${count}` }))).status).toBe(200);
  const inputs = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, { id }]));
  const batch = get(Array(20).fill('users.tweets').join(), `batch=1&${input(inputs)}`);
  const direct = await send(batch);
  expect(direct.body.length).toBeGreaterThan(256 * 1024);
  expect(direct.headers['content-length']).toBe(String(Buffer.byteLength(direct.body)));
  expect(toComparable(direct)).toEqual(toComparable(await send(viaAdapter(batch))));
});

test('a limit is shown and kept alike', async () => {
  const rule = { max: 1, windowSeconds: 60 };
  const settings = { rateLimitFactor: 1, rateLimits: { ...defaultRateLimits, post: rule } };
  await using limited = await startTestServer({ settings });
  const account = await limited.register('ada');
  const sent = tweet({ text: 'x' }, { authorization: `Bearer ${account.token}` });
  expect((await send(sent, limited.url)).status).toBe(200);
  const direct = await send(sent, limited.url);
  const adapter = await send(viaAdapter(sent), limited.url);
  expect(direct.status).toBe(429);
  expect(toComparable(direct)).toEqual(toComparable(adapter));
});

test('a mutation whose client leaves is carried out, by either way', async () => {
  for (const [name, wayOf] of Object.entries({ direct: (sent: Sent) => sent, adapter: viaAdapter })) {
    const written = `${name} and gone`;
    await db.transaction().execute(async (trx) => {
      await sql`lock table tweets in share mode`.execute(trx);
      const leaving = new AbortController();
      const answer = send(wayOf(tweet({ text: written })), server.url, leaving.signal);
      answer.catch(() => {});
      const isWaiting = sql<{ count: number }>`select count(*)::int from pg_locks
        where not granted and relation = 'tweets'::regclass`;
      await expect.poll(async () => (await isWaiting.execute(trx)).rows[0]?.count).toBeGreaterThan(0);
      leaving.abort();
      await expect(answer).rejects.toThrow();
    });
    const texts = db.selectFrom('tweets').select('text').where('text', '=', written);
    await expect.poll(() => texts.execute()).toHaveLength(1);
  }
  expect((await send(get('auth.me'))).status).toBe(200);
});

/** With a parameter that neither reads, and only the direct path minds. */
function viaAdapter(sent: Sent): Sent {
  return { ...sent, query: `beside=1&${sent.query ?? ''}` };
}

interface Received {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sent as it is: fetch would put a host and an address in order. */
async function send(
  { origin = '', path, query = '', method = 'GET', body = '', headers = {} }: Sent,
  url = server.url,
  signal?: AbortSignal,
): Promise<Received> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const options = { hostname, port, method, headers, path: `${origin}/trpc/${path}?${query}`, agent, signal };
  openRequest(options, async (response) => {
    const { statusCode: status, headers } = response;
    resolve({ status, headers, body: await text(response) });
  })
    .on('error', reject)
    .end(body);
  return promise;
}

/** Without what differs between any two requests: framing, ids and times. */
function toComparable({ status, headers, body }: Received) {
  const framing = new Set([
    ...['date', 'x-request-id', 'content-length', 'transfer-encoding', 'connection', 'keep-alive'],
    ...['ratelimit-remaining', 'ratelimit-reset', 'retry-after'],
  ]);
  return {
    status,
    headers: Object.entries(headers)
      .filter(([name]) => !framing.has(name))
      .sort(),
    hasRetryAfter: headers['retry-after'] !== undefined,
    body: body
      .replaceAll(/"requestId":"[^"]*"/g, '"requestId":')
      .replaceAll(/"retryAfterMs":\d+/g, '"retryAfterMs":')
      .replaceAll(/"\d{15,}"/g, '"an id"')
      .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"a time"'),
  };
}

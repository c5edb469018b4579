import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { makePhoto } from '@dunlin/harness/sample-media';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const photo = await makePhoto({ width: 64, height: 48 });
const server = await startTestServer({ settings: { imageMaxBytes: 100_000, mediaQuotaBytes: 4_000_000 } });
afterAll(() => server[Symbol.asyncDispose]());
const ann = await server.register('ann');
const bob = await server.register('bob');

async function upload(bytes: Buffer | string, { altText, key }: { altText?: string; key?: string } = {}) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'photo.jpg');
  if (altText !== undefined) form.append('altText', altText);
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return send('/api/media/upload', { method: 'POST', body: form, headers });
}

async function send(path: string, { token = ann.token, headers = {}, ...init }: Options = {}) {
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${server.url}${path}`, {
    ...init,
    headers: { ...authorization, ...headers },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    body: isJson ? JSON.parse(String(bytes)) : undefined,
  };
}

interface Options extends RequestInit {
  token?: string;
  headers?: Record<string, string>;
}

/** One photo that is ready, for the tests that read. */
const ready = await (async () => {
  const { body } = await upload(photo, { altText: 'two colours' });
  await server.api.drain();
  return (await send(`/api/media/${body.id}/status`)).body;
})();

test('an upload answers with what becomes of it, and then is ready', async () => {
  expect(ready).toMatchObject({
    kind: 'image',
    status: 'ready',
    altText: 'two colours',
    width: 48,
    height: 64,
  });
  const { status, headers, bytes } = await send(ready.url, { token: '' });
  expect([status, headers.get('content-type'), bytes.subarray(8, 12).toString()]).toEqual([
    200,
    'image/webp',
    'WEBP',
  ]);
  expect(Number(headers.get('content-length'))).toBe(bytes.length);
});

test('bytes are served to any page, by caches too that ask each time, and can do nothing there', async () => {
  const { headers } = await send(ready.url, { token: '' });
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'public, max-age=300, s-maxage=0',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': `inline; filename="${ready.id}-large.webp"`,
    'cross-origin-resource-policy': 'cross-origin',
    'accept-ranges': 'bytes',
    etag: `"${ready.id}-large.webp"`,
  });
});

test('what is known by its tag is not sent again', async () => {
  const etag = `"${ready.id}-large.webp"`;
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const { status, bytes } = await send(ready.url, { headers: { 'if-none-match': known } });
    expect([status, bytes.length]).toEqual([304, 0]);
  }
  expect((await send(ready.url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test('a range is sent alone, unless what it is of has changed', async () => {
  const whole = (await send(ready.url)).bytes;
  const get = (range: string, headers = {}) => send(ready.url, { headers: { range, ...headers } });
  const part = await get('bytes=4-7');
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-7/${whole.length}`]);
  expect(part.bytes).toEqual(whole.subarray(4, 8));
  expect((await get('bytes=-4')).bytes).toEqual(whole.subarray(-4));
  expect((await get(`bytes=-${whole.length + 1}`)).bytes).toEqual(whole);
  expect((await get(`bytes=${whole.length - 2}-`)).bytes).toEqual(whole.subarray(-2));
  expect((await get('bytes=4-7', { 'if-range': part.headers.get('etag') })).status).toBe(206);
  expect((await get('bytes=4-7', { 'if-range': '"other"' })).status).toBe(200);
  for (const ignored of ['bytes=0-1,3-4', 'bytes=7-4', 'items=0-1', 'bytes=-'])
    expect((await get(ignored)).status).toBe(200);
});

test('a range beyond the end is refused with the size', async () => {
  const { bytes } = await send(ready.url);
  const answer = await send(ready.url, { headers: { range: `bytes=${bytes.length}-` } });
  expect(answer).toMatchObject({ status: 416, body: { code: 'RANGE_NOT_SATISFIABLE' } });
  expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
});

test('HEAD answers with the headers alone', async () => {
  const { status, headers, bytes } = await send(ready.url, { method: 'HEAD' });
  expect([status, bytes.length]).toEqual([200, 0]);
  expect(Number(headers.get('content-length'))).toBeGreaterThan(0);
});

test('a variant is chosen by its name', async () => {
  const url = ready.variants.find(({ name }: { name: string }) => name === 'large.jpg').url;
  expect((await send(url)).headers.get('content-type')).toBe('image/jpeg');
  expect(await send(`/api/media/${ready.id}?variant=none`)).toMatchObject({ status: 404 });
});

test('an id alone opens nothing: it takes the token, the owner, or a tweet that the viewer sees', async () => {
  const path = `/api/media/${ready.id}`;
  expect(await send(path, { token: '' })).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  expect(await send(path, { token: bob.token })).toMatchObject({
    status: 404,
    body: { code: 'MEDIA_NOT_FOUND' },
  });
  const wrong = ready.url.replace(/token=.*/, `token=${crypto.randomUUID()}`);
  expect(await send(wrong, { token: '' })).toMatchObject({ status: 404, body: { code: 'MEDIA_NOT_FOUND' } });
  const odd = ready.url.replace(/token=.*/, `token=${'é'.repeat(36)}`);
  expect(await send(odd, { token: '' })).toMatchObject({ status: 404, body: { code: 'MEDIA_NOT_FOUND' } });
  const own = await send(path);
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, max-age=300']);

  await server.request('POST', '/api/tweets', {
    token: ann.token,
    body: { text: 'look', mediaIds: [ready.id] },
  });
  expect((await send(path, { token: bob.token })).status).toBe(200);
  await server.request('PUT', `/api/users/${ann.id}`, { token: ann.token, body: { private: true } });
  expect((await send(path, { token: bob.token })).status).toBe(404);
});

test('the bytes of a deleted tweet are gone at once', async () => {
  const { body: media } = await upload(photo);
  const body = { text: 'regretted', mediaIds: [media.id] };
  const tweet = await server.request('POST', '/api/tweets', { token: ann.token, body });
  await server.api.drain();
  const { url } = (await send(`/api/media/${media.id}/status`)).body;
  expect((await send(url, { token: '' })).status).toBe(200);
  await server.request('DELETE', `/api/tweets/${tweet.body.id}`, { token: ann.token });
  expect((await send(url, { token: '' })).status).toBe(404);
});

test('an avatar is an upload, whose address anyone may open', async () => {
  const { body } = await upload(photo);
  await server.api.drain();
  const update = (avatarMediaId: string | null) =>
    server.request('PUT', `/api/users/${ann.id}`, { token: ann.token, body: { avatarMediaId } });
  const { body: user } = await update(body.id);
  const { status, headers } = await send(user.avatarUrl, { token: '' });
  expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect(await update(null)).toMatchObject({ status: 200, body: { avatarUrl: null } });
  expect((await send(user.avatarUrl, { token: '' })).status).toBe(404);
});

test('moderators read the bytes of a deleted tweet, which no cache keeps; nobody else does', async () => {
  const { body: media } = await upload(photo);
  const body = { text: 'regretted', mediaIds: [media.id] };
  const tweet = await server.request('POST', '/api/tweets', { token: ann.token, body });
  await server.api.drain();
  await server.request('DELETE', `/api/tweets/${tweet.body.id}`, { token: ann.token });
  await server.api.drain();
  const moderator = await server.register('judge');
  const { db } = server.api.services;
  await db.updateTable('users').set({ role: 'moderator' }).where('id', '=', moderator.id).execute();
  const path = `/api/admin/media/${media.id}?variant=large.webp`;
  const { status, headers } = await send(path, { token: moderator.token });
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    ...[200, 'image/webp', 'private, no-store'],
  ]);
  expect((await send(path, { token: ann.token })).status).toBe(403);
  expect((await send(path, { token: '' })).status).toBe(401);
});

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const html = '<!doctype html><script>alert(1)</script>';
test.each([
  { what: 'an SVG', bytes: svg },
  { what: 'an SVG with an XML head', bytes: `<?xml version="1.0"?>${svg}` },
  { what: 'HTML', bytes: html },
  { what: 'nothing', bytes: '' },
  { what: 'noise', bytes: randomBytes(200_000) },
])('$what named .jpg is refused', async ({ bytes }) => {
  const answer = await upload(typeof bytes === 'string' ? bytes : Buffer.from(bytes));
  expect(answer).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_UNSUPPORTED' } });
});

test('a file that is too large is refused before it has arrived', async () => {
  const answer = await upload(Buffer.concat([photo, Buffer.alloc(3_000_000)]));
  expect(answer).toMatchObject({ status: 413, body: { code: 'MEDIA_TOO_LARGE' } });
  // Nor is a byte read that the account has no room for.
  const beyond = await upload(Buffer.alloc(5_000_000));
  expect(beyond).toMatchObject({ status: 403, body: { code: 'MEDIA_QUOTA_EXCEEDED' } });
});

test('an upload that is sent again under its key is one upload, and another file is refused', async () => {
  const send = (altText: string) => upload(photo, { altText, key: 'once' });
  const answers = await Promise.all([send('a photo'), send('a photo')]);
  expect(answers[0]).toMatchObject({ status: 201, body: { altText: 'a photo' } });
  expect(answers[1].body).toEqual(answers[0].body);
  expect(await send('another')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  const rows = await server.api.services.db
    .selectFrom('media')
    .select(['id', 'bytes', 'receivedBytes'])
    .where('altText', '=', 'a photo')
    .where('deletedAt', 'is', null)
    .execute();
  expect(rows).toMatchObject([{ id: answers[0].body.id, receivedBytes: String(photo.length) }]);
});

test('a repetition of an upload whose answer was lost needs no room of its own in the quota', async () => {
  await using small = await startTestServer({
    // Each takes 64 KiB at least.
    settings: { mediaQuotaBytes: 96 * 1024 },
  });
  const { token } = await small.register('full');
  const send = async (key: string) => {
    const form = new FormData();
    form.append('file', new Blob([photo]));
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
    const response = await fetch(`${small.url}/api/media/upload`, { method: 'POST', body: form, headers });
    return { status: response.status, body: await response.json() };
  };

  const first = await send('once');

  expect(await send('once')).toEqual({ status: 201, body: first.body });
  expect(await send('another')).toMatchObject({ status: 403, body: { code: 'MEDIA_QUOTA_EXCEEDED' } });
});

test.each([
  { what: 'JSON', body: '{}', type: 'application/json' },
  {
    what: 'a form without a file',
    body: '--x\r\ncontent-disposition: form-data; name="altText"\r\n\r\nhello\r\n--x--\r\n',
  },
  {
    what: 'a form that breaks off',
    body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhello',
  },
  {
    what: 'a form with an alt text that is not UTF-8',
    body: Buffer.from(
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n' +
        `${photo.toString('latin1')}\r\n` +
        '--x\r\ncontent-disposition: form-data; name="altText"\r\n\r\ngr\xfcn\r\n--x--\r\n',
      'latin1',
    ),
  },
  { what: 'a form without a boundary', body: 'x', type: 'multipart/form-data' },
  {
    what: 'a form with a name that is none',
    body: '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nhello\r\n--x--\r\n',
  },
])('$what is a faulty request', async ({ body, type = 'multipart/form-data; boundary=x' }) => {
  const answer = await send('/api/media/upload', { method: 'POST', body, headers: { 'content-type': type } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(['VALIDATION_FAILED', 'MALFORMED_REQUEST', 'MEDIA_TYPE_UNSUPPORTED']).toContain(answer.body.code);
});

test('an upload needs a session, and a text of a sane length', async () => {
  expect(await send('/api/media/upload', { method: 'POST', body: new FormData(), token: '' })).toMatchObject({
    status: 401,
  });
  expect(await upload(photo, { altText: 'x'.repeat(1_001) })).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED', issues: [{ path: 'altText' }] },
  });
});

test('no upload leaves a file behind', async () => {
  expect((await readdir(server.api.services.workFolder)).filter((name) => name.startsWith('upload'))).toEqual(
    [],
  );
});

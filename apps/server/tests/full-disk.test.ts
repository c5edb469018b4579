import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const margin = 1_000_000_000;
let freeBytes = 10 * margin;
const server = await startTestServer({
  measureFreeBytes: async (path) => (path.endsWith('media') ? freeBytes : 10 * margin),
});
afterAll(() => server[Symbol.asyncDispose]());

const ada = await server.register('ada');
const ben = { username: 'ben', email: 'ben@example.org', password: 'correct horse battery' };
const { body: registered } = await server.request('POST', '/auth/register', { body: ben });
const write = (text: string, headers: Record<string, string> = {}) =>
  server.request('POST', '/api/tweets', { token: ada.token, body: { text }, headers });
const readiness = async () => (await server.request('GET', '/readyz')).body;

test('with a disk that is full, what is new is refused, and everything else goes on until there is room', async () => {
  const { body: tweet } = await write('before', { 'idempotency-key': 'first' });
  expect(await readiness()).toEqual({ status: 'ready' });

  freeBytes = margin - 1;
  await expect.poll(readiness).toEqual({ status: 'ready', fullDisks: ['media'] });
  expect((await write('before', { 'idempotency-key': 'first' })).body).toEqual(tweet);
  const refused = await write('too much', { 'idempotency-key': 'second' });
  expect(refused.status).toBe(507);
  expect(refused.body).toMatchObject({ status: 507, code: 'STORAGE_FULL', title: 'Insufficient Storage' });
  const { body: metrics } = await server.request('GET', '/metrics');
  expect(metrics).toContain(`dunlin_disk_free_bytes{folder="media"} ${freeBytes}`);
  expect(metrics).toContain(`dunlin_disk_free_bytes{folder="uploads"} ${10 * margin}`);

  const { token } = ada;
  expect((await server.request('GET', '/api/tweets', { token })).body.items).toHaveLength(1);
  const { username, password } = ben;
  expect((await server.request('POST', '/auth/login', { body: { username, password } })).status).toBe(200);
  const { refreshToken } = registered;
  expect((await server.request('POST', '/auth/refresh', { body: { refreshToken } })).status).toBe(200);
  const path = `/api/users/${registered.user.id}/block`;
  expect((await server.request('POST', path, { token })).status).toBe(200);
  expect((await server.request('DELETE', `/api/tweets/${tweet.id}`, { token })).status).toBe(204);

  freeBytes = margin;
  await expect.poll(readiness).toEqual({ status: 'ready' });
  expect((await write('after')).status).toBe(201);
});

test('uploads are refused before their bytes are kept, in a form and in parts', async () => {
  const { token } = ada;
  const form = new FormData();
  form.append('file', new Blob([randomBytes(1_000)], { type: 'image/png' }), 'noise.png');
  const tus = { 'tus-resumable': '1.0.0', 'upload-length': '10' };
  const sendForm = () =>
    fetch(`${server.url}/api/media/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
  const begin = () => server.request('POST', '/api/uploads', { token, headers: tus });
  freeBytes = 10 * margin;
  await expect.poll(async () => (await begin()).status).toBe(201);
  const begun = await begin();

  freeBytes = margin + 5;
  await expect.poll(async () => (await begin()).status).toBe(507);
  expect(await readiness()).toEqual({ status: 'ready' });

  freeBytes = 0;
  await expect.poll(readiness).toMatchObject({ fullDisks: ['media'] });
  const answer = await sendForm();
  expect([answer.status, await answer.json()]).toMatchObject([507, { code: 'STORAGE_FULL' }]);
  expect((await begin()).status).toBe(507);
  const part = await fetch(new URL(begun.headers.get('location') ?? '', server.url), {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${token}`,
      ...{
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
    },
    body: 'ten bytes.',
  });
  expect(part.status).toBe(507);
});

import { readdir, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { makePhoto } from '@dunlin/harness/sample-media';
import { Upload } from 'tus-js-client';
import { afterAll, expect, test } from 'vitest';
import { type Account, startTestServer } from './test-server.ts';

const photo = await makePhoto({ width: 64, height: 48 });
const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const ann = await server.register('ann');
const bob = await server.register('bob');
const tusHeaders = { 'tus-resumable': '1.0.0' };

test('an upload that is cut off at 40 % goes on where it was', async () => {
  const first = Math.floor(photo.length * 0.4);
  const id = await begin(ann, photo.length, { 'upload-metadata': `altText ${btoa('a photo')}` });
  const cut = request(`${server.url}/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...headersOf(ann), ...partAt(0), 'content-length': photo.length },
  }).on('error', () => {});
  cut.write(photo.subarray(0, first));
  await expect.poll(async () => (await stat(fileOf(id))).size).toBe(first);
  cut.destroy();

  const offsets: number[] = [];
  await new Promise<void>((resolve, reject) => {
    new Upload(photo, {
      uploadUrl: `${server.url}/api/uploads/${id}`,
      headers: headersOf(ann),
      retryDelays: [],
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('upload-offset')));
      },
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });

  expect(offsets).toEqual([first]);
  await server.api.drain();
  const { body } = await server.request('GET', `/api/media/${id}/status`, { token: ann.token });
  expect(body).toMatchObject({ id, status: 'ready', altText: 'a photo', width: 48, height: 64 });
});

test('an upload that has ended says so, though its parts are gone', async () => {
  const id = await begin(ann, photo.length);
  expect((await append(ann, id, { offset: 0, bytes: photo })).status).toBe(204);
  const { status, headers } = await tus('HEAD', id, ann);
  expect([status, headers.get('upload-offset'), headers.get('upload-length')]).toEqual([
    200,
    String(photo.length),
    String(photo.length),
  ]);
  expect((await readdir(dirname(fileOf(id)))).filter((name) => name.startsWith(id))).toEqual([]);
});

test('an upload whose last byte came just before a crash ends when it is asked after, however often', async () => {
  const id = await begin(ann, photo.length);
  await writeFile(fileOf(id), photo);
  expect((await status(id)).status).toBe(404);
  const answers = await Promise.all(Array.from({ length: 4 }, () => tus('HEAD', id, ann)));
  const offset = String(photo.length);
  for (const { status, headers } of answers)
    expect([status, headers.get('upload-offset')]).toEqual([200, offset]);
  await server.api.drain();
  expect((await status(id)).body).toMatchObject({ status: 'ready' });
});

test('another user cannot ask after, continue or end an upload', async () => {
  const id = await begin(ann, photo.length);
  const answers = [
    await tus('HEAD', id, bob),
    await append(bob, id, { offset: 0, bytes: photo }),
    await tus('DELETE', id, bob),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  // An id of one's own, and behind it what looks like another.
  const disguised = `${await begin(bob, 5)}?/${id}`;
  expect((await tus('HEAD', disguised, bob)).headers.get('upload-length')).toBe('5');
  await append(bob, disguised, { offset: 0, bytes: photo.subarray(0, 2) });
  await tus('DELETE', disguised, bob);
  const { headers } = await tus('HEAD', id, ann);
  expect([headers.get('upload-offset'), headers.get('upload-length')]).toEqual(['0', String(photo.length)]);
});

test('an upload that is given up is gone, and its room is free again', async () => {
  const id = await begin(ann, photo.length);
  expect((await tus('DELETE', id, ann)).status).toBe(204);
  expect((await tus('HEAD', id, ann)).status).toBe(404);
  await server.api.drain();
  const { db } = server.api.services;
  expect(await db.selectFrom('media').select('id').where('id', '=', id).execute()).toEqual([]);
});

test('bytes that turn out to be something else are refused, and not kept', async () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const id = await begin(ann, html.length);
  const answer = await append(ann, id, { offset: 0, bytes: html });
  expect([answer.status, await codeOf(answer)]).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
  expect((await tus('HEAD', id, ann)).status).toBe(404);
});

test('a part that goes elsewhere is refused', async () => {
  const id = await begin(ann, photo.length);
  const answer = await append(ann, id, { offset: 5, bytes: photo.subarray(5) });
  expect([answer.status, await codeOf(answer)]).toEqual([409, 'UPLOAD_OFFSET_MISMATCH']);
});

test('an upload that is begun again under its key is one upload, with what has come of it', async () => {
  const key = { 'idempotency-key': 'same-upload' };
  const id = await begin(ann, photo.length, key);
  await append(ann, id, { offset: 0, bytes: photo.subarray(0, 100) });
  expect(await begin(ann, photo.length, key)).toBe(id);
  expect((await tus('HEAD', id, ann)).headers.get('upload-offset')).toBe('100');
  const other = await create(ann, { 'upload-length': '7', ...key });
  expect([other.status, await codeOf(other)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
});

test.each([
  { what: 'no version', headers: { 'tus-resumable': '' }, status: 412, code: 'UPLOAD_PROTOCOL_UNSUPPORTED' },
  {
    what: 'bytes of a type',
    headers: { 'content-type': 'image/png' },
    status: 400,
    code: 'VALIDATION_FAILED',
  },
])('a part with $what is refused in our words', async ({ headers, status: expected, code }) => {
  const init = { headers: { ...partAt(0), ...headers }, body: photo };
  const answer = await tus('PATCH', await begin(ann, photo.length), ann, init);
  expect([answer.status, await codeOf(answer)]).toEqual([expected, code]);
});

test.each([
  { what: 'more than is taken', length: String(10 ** 12), code: 'MEDIA_TOO_LARGE', status: 413 },
  { what: 'no length', length: undefined, code: 'VALIDATION_FAILED', status: 400 },
])('an upload of $what does not begin', async ({ length, code, status: expected }) => {
  const answer = await create(ann, length === undefined ? {} : { 'upload-length': length });
  expect([answer.status, await codeOf(answer)]).toEqual([expected, code]);
});

test('an alt text that is not UTF-8 is refused, and not kept as something else', async () => {
  const altText = Buffer.from('gr\xfcn', 'latin1').toString('base64');
  const answer = await create(ann, { 'upload-length': '9', 'upload-metadata': `altText ${altText}` });
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'VALIDATION_FAILED']);
});

test('an upload needs a session', async () => {
  const answer = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: tusHeaders });
  expect(answer.status).toBe(401);
});

function create({ token }: Account, headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}/api/uploads`, {
    method: 'POST',
    headers: { ...headersOf({ token }), ...headers },
  });
}

function headersOf({ token }: Pick<Account, 'token'>) {
  return { authorization: `Bearer ${token}`, ...tusHeaders };
}

function partAt(offset: number) {
  return { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
}

/** Where its bytes stand until it ends. */
function fileOf(id: string): string {
  return join(server.api.services.workFolder, 'tus', id);
}

async function begin(account: Account, length: number, headers = {}): Promise<string> {
  const answer = await create(account, { 'upload-length': String(length), ...headers });
  expect(answer.status).toBe(201);
  const location = answer.headers.get('location') ?? '';
  expect(location).toMatch(/^\/api\/uploads\/\d+$/);
  return location.split('/').at(-1) ?? '';
}

function tus(method: string, id: string, { token }: Account, init: RequestInit = {}): Promise<Response> {
  const headers = { ...headersOf({ token }), ...init.headers };
  return fetch(`${server.url}/api/uploads/${id}`, { ...init, method, headers });
}

function append(
  account: Account,
  id: string,
  { offset, bytes }: { offset: number; bytes: Buffer },
): Promise<Response> {
  return tus('PATCH', id, account, { headers: partAt(offset), body: bytes });
}

async function codeOf(answer: Response): Promise<unknown> {
  return Object(await answer.json()).code;
}

function status(id: string) {
  return server.request('GET', `/api/media/${id}/status`, { token: ann.token });
}

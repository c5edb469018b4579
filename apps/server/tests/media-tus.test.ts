import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePhoto } from '@dunlin/testing/sample-media';
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
  await append(ann, id, { offset: 0, bytes: photo.subarray(0, first) });

  const offsets: number[] = [];
  await new Promise<void>((resolve, reject) => {
    new Upload(photo, {
      uploadUrl: `${server.url}/api/uploads/${id}`,
      headers: { authorization: `Bearer ${ann.token}` },
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
  expect(
    (await readdir(join(server.api.services.workFolder, 'tus'))).filter((name) => name.startsWith(id)),
  ).toEqual([]);
  await server.api.drain();
});

test('an upload whose last byte came just before a crash ends when it is asked after', async () => {
  const id = await begin(ann, photo.length);
  await writeFile(join(server.api.services.workFolder, 'tus', id), photo);
  expect((await status(id)).status).toBe(404);
  expect((await tus('HEAD', id, ann)).headers.get('upload-offset')).toBe(String(photo.length));
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
  expect((await tus('HEAD', id, ann)).headers.get('upload-offset')).toBe('0');
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

test.each([
  { what: 'more than is taken', length: String(10 ** 12), code: 'MEDIA_TOO_LARGE', status: 413 },
  { what: 'no length', length: undefined, code: 'MALFORMED_REQUEST', status: 400 },
])('an upload of $what does not begin', async ({ length, code, status: expected }) => {
  const answer = await create(ann, length === undefined ? {} : { 'upload-length': length });
  expect([answer.status, await codeOf(answer)]).toEqual([expected, code]);
});

test('an upload needs a session', async () => {
  const answer = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: tusHeaders });
  expect(answer.status).toBe(401);
});

function create({ token }: Account, headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}/api/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...tusHeaders, ...headers },
  });
}

async function begin(account: Account, length: number, headers = {}): Promise<string> {
  const answer = await create(account, { 'upload-length': String(length), ...headers });
  expect(answer.status).toBe(201);
  const location = answer.headers.get('location') ?? '';
  expect(location).toMatch(/^\/api\/uploads\/\d+$/);
  return location.split('/').at(-1) ?? '';
}

function tus(method: string, id: string, { token }: Account, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...tusHeaders, ...init.headers };
  return fetch(`${server.url}/api/uploads/${id}`, { ...init, method, headers });
}

function append(
  account: Account,
  id: string,
  { offset, bytes }: { offset: number; bytes: Buffer },
): Promise<Response> {
  const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
  return tus('PATCH', id, account, { headers, body: bytes });
}

async function codeOf(answer: Response): Promise<unknown> {
  return Object(await answer.json()).code;
}

function status(id: string) {
  return server.request('GET', `/api/media/${id}/status`, { token: ann.token });
}

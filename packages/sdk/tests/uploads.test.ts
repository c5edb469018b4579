import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { expect, test, vi } from 'vitest';
import { createClient, type Fetch, memoryStorage } from '../src/index.ts';

const MiB = 2 ** 20;

/** A server of uploads; a part is answered by `refusePart` if that returns something. */
function open(refusePart: (bytes: number, part: number) => Promise<Response> | Response | undefined) {
  const requests: string[] = [];
  const keys = new Set<string | null>();
  let offset = 0;
  const fetch: Fetch = async (url, init = {}) => {
    const { method = 'GET' } = init;
    requests.push(method);
    const at = { headers: { location: '/api/uploads/7', 'upload-offset': `${offset}` } };
    if (method === 'POST') keys.add(new Headers(init.headers).get('idempotency-key'));
    if (String(url).includes('media.status')) return Response.json([{ result: { data: { id: '7' } } }]);
    if (method !== 'PATCH') return new Response(null, at);
    const { size } = init.body as Blob; // `as`: what a part is
    const part = requests.filter((other) => other === 'PATCH').length;
    const refusal = await refusePart(size, part);
    if (refusal) return refusal;
    offset += size;
    return new Response(null, { headers: { 'upload-offset': `${offset}` } });
  };
  const client = createClient({
    ...{ baseUrl: 'http://any', fetch, storage: memoryStorage({ accessToken: 'a', refreshToken: 'r' }) },
    retry: { baseDelayMs: 1, maxDelayMs: 5 },
  });
  return { client, requests, keys };
}

const answerOf = (code: string, httpStatus: number) =>
  Response.json({ error: { message: code, data: { code, httpStatus } } }, { status: httpStatus });

const large = new Blob([Buffer.alloc(5 * MiB)]);

test('a server that asks to wait for longer than a call would is waited for, and nothing is given up', async () => {
  const { client, requests } = open((_, part) =>
    part === 2 ? new Response('', { status: 429, headers: { 'retry-after': '1' } }) : undefined,
  );
  expect(await uploadMedia(client, large)).toEqual({ id: '7' });
  expect(requests).not.toContain('DELETE');
});

test('an error of the server is not the end of an upload, unless it comes again and again', async () => {
  const passing = open((_, part) => (part <= 3 ? answerOf('INTERNAL', 500) : undefined));
  expect(await uploadMedia(passing.client, large)).toEqual({ id: '7' });

  const lasting = open(() => answerOf('INTERNAL', 500));
  await expect(uploadMedia(lasting.client, large)).rejects.toMatchObject({ code: 'INTERNAL' });
});

test('parts become so small that a proxy lets them through, if any does', async () => {
  const sizes: number[] = [];
  const narrow = open((bytes) => {
    sizes.push(bytes);
    return bytes > MiB ? new Response('too large', { status: 413 }) : undefined;
  });
  expect(await uploadMedia(narrow.client, large)).toEqual({ id: '7' });
  expect(sizes.filter((bytes) => bytes > MiB).length).toBeLessThan(7);

  const closed = open(() => new Response('too large', { status: 413 }));
  await expect(uploadMedia(closed.client, large)).rejects.toMatchObject({ status: 413 });
});

test.each([MiB / 2, 5 * MiB])(
  'a file of %i bytes that has changed on the disk ends its upload at once',
  async (size) => {
    const folder = await mkdtemp(join(tmpdir(), 'dunlin-upload-'));
    const path = join(folder, 'photo.jpg');
    await writeFile(path, new Uint8Array(size));
    const file = await openAsBlob(path);
    await writeFile(path, 'other');
    const { client } = open(() => Promise.reject(new TypeError('fetch failed')));
    const broken = createClient({ baseUrl: 'http://127.0.0.1:9' });

    const uploading = uploadMedia(size > MiB ? client : broken, file, { timeoutMs: 5_000 });

    await expect(uploading).rejects.toMatchObject({ code: 'CLIENT_ERROR' });
    await rm(folder, { recursive: true });
  },
);

test('a store that cannot forget a key has one upload begin anew, and no more', async () => {
  const { client, keys } = open(() => answerOf('MEDIA_NOT_FOUND', 404));
  const resumeFrom = {
    getItem: () => 'the key of an earlier run',
    setItem: () => {},
    removeItem() {
      throw new Error('read-only');
    },
  };
  await expect(uploadMedia(client, new File([large], 'heron.jpg'), { resumeFrom })).rejects.toMatchObject({
    code: 'MEDIA_NOT_FOUND',
  });
  expect(keys.size).toBe(2);
});

test('media that are processed for too long say so also when a timer goes off late', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const fetch: Fetch = async () => {
    // The next look at the clock sees that the time was up while the page was asleep.
    setTimeout(() => now.mockReturnValue(5_000), 1);
    return Response.json([{ result: { data: { id: '7', status: 'processing' } } }]);
  };
  const client = createClient({ baseUrl: 'http://any', fetch });

  const waiting = waitUntilReady(client, { id: '7' }, { timeoutMs: 1_000 });

  await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' });
  now.mockRestore();
});

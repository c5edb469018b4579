import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, openAsBlob } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase } from '@dunlin/harness';
import { makePhoto, makePngBomb } from '@dunlin/harness/sample-media';
import { type ClientOptions, createClient, type DunlinClient, type Fetch, safe } from '@dunlin/sdk';
import {
  readMedia,
  type UploadProgress,
  type UploadStore,
  uploadMedia,
  waitUntilReady,
} from '@dunlin/sdk/upload';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { startCuttingLine } from './cutting-line.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const MiB = 2 ** 20;
const photo = await makePhoto({ width: 64, height: 48 });
/** Sent in parts for its size; decoders read no further than the picture. */
const large = new Blob([photo, Buffer.alloc(5 * MiB)]);
const small = new Blob([makePngBomb({ width: 4, height: 4 })]);

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('a small file goes in one request, and a large one in parts whose progress is told', async () => {
  const { client, requests } = await signUp(server);
  const told: UploadProgress[] = [];
  const onProgress = (progress: UploadProgress) => told.push(progress);

  await uploadMedia(client, small, { altText: 'small', onProgress });
  expect(requests.splice(0)).toEqual(['POST /api/media/upload']);
  expect(told.splice(0)).toEqual([{ sentBytes: small.size, totalBytes: small.size }]);

  const media = await uploadMedia(client, large, { altText: 'größer: 鳥', onProgress });
  expect(media).toMatchObject({ altText: 'größer: 鳥', kind: 'image' });
  expect(requests[0]).toBe('POST /api/uploads');
  expect(told.map(({ sentBytes }) => sentBytes)).toEqual(
    told.map(({ sentBytes }) => sentBytes).toSorted((a, b) => a - b),
  );
  expect(told.at(-1)).toEqual({ sentBytes: large.size, totalBytes: large.size });
  expect(told.length).toBeGreaterThan(2);
});

test('a file goes up from the disk, and is waited for until it can be shown', async () => {
  const { client } = await signUp(server);
  const folder = await promisify(mkdtemp)(join(tmpdir(), 'dunlin-upload-'));
  const path = join(folder, 'photo.jpg');
  await writeFile(path, new Uint8Array(await large.arrayBuffer()));

  const media = await uploadMedia(client, await openAsBlob(path));
  const [ready] = await Promise.all([waitUntilReady(client, media), server.api.drain()]);

  expect(ready).toMatchObject({ id: media.id, status: 'ready', url: expect.any(String), failure: null });
  await rm(folder, { recursive: true });
});

test('moderators read the bytes of what was reported, others are told that they may not, and no other server gets the token', async () => {
  const { client } = await signUp(server);
  const moderator = await signUp(server);
  const { id: moderatorId } = await moderator.client.auth.me();
  const { db } = server.api.services;
  await db.updateTable('users').set({ role: 'moderator' }).where('id', '=', moderatorId).execute();
  const media = await uploadMedia(client, small);
  await server.api.drain();
  const tweet = await client.tweets.create({ text: 'regretted', mediaIds: [media.id] });
  const { id } = await moderator.client.moderation.report({ tweetId: tweet.id, reason: 'spam' });
  await client.tweets.delete({ id: tweet.id });
  const { asReported } = await moderator.client.admin.reports.get({ id });
  const url = asReported.tweet?.media[0]?.url ?? '';

  const bytes = await readMedia(moderator.client, url);

  expect(bytes.type).toMatch(/^image\//);
  expect(bytes.size).toBeGreaterThan(0);
  await expect(readMedia(client, url)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const missing = readMedia(moderator.client, '/api/admin/media/1?variant=large.webp');
  await expect(missing).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  for (const foreign of ['https://dunlin.example/a.webp', `${server.url}.dunlin.example/a.webp`, 'a.webp'])
    await expect(readMedia(moderator.client, foreign)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

test('why a file could not be used is told', async () => {
  const { client } = await signUp(server);
  const media = await uploadMedia(client, new Blob([photo.subarray(0, 400)]));

  const [failed] = await Promise.all([waitUntilReady(client, media), server.api.drain()]);

  expect(failed).toMatchObject({ status: 'failed', failure: 'MEDIA_CORRUPT', url: null });
  const { error } = await safe(uploadMedia(client, new Blob([Buffer.alloc(2 * MiB)])));
  expect(error?.code).toBe('MEDIA_TYPE_UNSUPPORTED');
  expect((await safe(waitUntilReady(client, { id: '1' }))).error?.code).toBe('MEDIA_NOT_FOUND');
});

test('a line that breaks again and again has it go on exactly where it was', async () => {
  await using line = await startCuttingLine(
    () => server.url,
    () => randomInt(1, MiB),
  );
  const { client, user, offsets } = await signUp(server, {
    retry: { baseDelayMs: 1 },
    fetch: (url, init) => fetch(String(url).replace(server.url, line.url), init),
  });

  const { id } = await uploadMedia(client, large);

  expect(line.cuts).toBeGreaterThan(5);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  expect(new Set(offsets).size).toBeGreaterThan(5);
  expect(await mediaOf(user)).toEqual([id]);
});

test('an upload whose answers are lost makes one media', async () => {
  const lost = new Set<string>();
  const { client, user } = await signUp(server, {
    retry: { baseDelayMs: 1 },
    async fetch(url, init) {
      const response = await fetch(url, init);
      const kind = `${init?.method} ${String(url).replace(/\d+$/, '')}`;
      if (!/upload|status/.test(kind) || lost.has(kind)) return response;
      lost.add(kind);
      throw new TypeError('the answer was lost');
    },
  });

  const ids = [await uploadMedia(client, small), await uploadMedia(client, large)].map(({ id }) => id);

  expect(lost.size).toBe(5);
  expect((await mediaOf(user)).toSorted()).toEqual(ids.toSorted());
});

test('a server that is started anew goes on with the upload', async () => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  const folder = await promisify(mkdtemp)(join(tmpdir(), 'dunlin-upload-'));
  const start = () =>
    startTestServer({
      environment: { DATA_DIR: folder },
      peer: { config: { database: { type: 'external', url: database.url } } },
    });
  let current = await start();
  const first = current.url;
  const { client, offsets } = await signUp(current, {
    async fetch(url, init) {
      const to = String(url).replace(first, current.url);
      if (init?.method === 'PATCH' && offsets.length === 2) {
        await current[Symbol.asyncDispose]();
        current = await start();
      }
      return fetch(to, init);
    },
  });

  const { id } = await uploadMedia(client, large);

  expect(current.url).not.toBe(first);
  expect(offsets.slice(1, 3)).toEqual([offsets[1], offsets[1]]);
  expect(offsets[1]).toBeGreaterThan(0);
  expect(await client.media.status({ id })).toMatchObject({ kind: 'image' });
  await current[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('an access token that expires while a file goes up is renewed', async () => {
  await using hurried = await startTestServer({ settings: { accessTokenTtlSeconds: 1 } });
  const { client, requests } = await signUp(hurried, {
    // A clock that stands still: the client learns of it from the server.
    now: () => 0,
    async fetch(url, init) {
      const { authorization } = Object.fromEntries(new Headers(init?.headers));
      if (init?.method === 'PATCH' && !requests.includes('POST /trpc/auth.refresh'))
        await expect.poll(() => statusOf(hurried, authorization), { timeout: 10_000 }).toBe(401);
      return fetch(url, init);
    },
  });

  await uploadMedia(client, large);

  expect(requests).toContain('POST /trpc/auth.refresh');
});

describe('an upload ends', () => {
  test('with the session that it belongs to, and nothing of it is sent as another', async () => {
    const { client, user, requests, offsets } = await signUp(server, {
      async fetch(url, init) {
        if (init?.method === 'PATCH' && offsets.length === 2) await client.auth.logout();
        return fetch(url, init);
      },
    });
    const other = await signUp(server);

    const { error } = await safe(uploadMedia(client, large));

    expect(error?.code).toBe('SESSION_ENDED');
    await client.auth.login(other.credentials);
    expect(await mediaOf(other.user)).toEqual([]);
    expect(await mediaOf(user)).toEqual([]);
    expect(requests.at(-1)).toBe('POST /trpc/auth.login');
  });

  test('when it is aborted, and takes no room any more', async () => {
    const { client, user } = await signUp(server);
    const controller = new AbortController();

    const { error } = await safe(
      uploadMedia(client, large, { signal: controller.signal, onProgress: () => controller.abort() }),
    );

    expect(error?.code).toBe('ABORTED');
    await expect.poll(() => roomTakenBy(user)).toBe(0);
  });

  test('when its time is up', async () => {
    const { client } = await signUp(server, {
      fetch: (url, init) => (init?.method === 'PATCH' ? new Promise(() => {}) : fetch(url, init)),
    });

    const { error } = await safe(uploadMedia(client, large, { timeoutMs: 300 }));

    expect(error?.code).toBe('TIMEOUT');
  });
});

describe('after a restart of the app', () => {
  test('an upload goes on where it was, and makes one media', async () => {
    const { client, user, offsets } = await signUp(server);
    const resumeFrom = createStore();
    const file = new File([large], 'heron.jpg', { lastModified: 1 });
    await stopAfterFirstPart(client, file, resumeFrom);
    const [arrived = 0] = offsets.splice(0).slice(-1);

    const { id } = await uploadMedia(client, file, { resumeFrom });

    expect(offsets[0]).toBeGreaterThan(arrived);
    expect(await mediaOf(user)).toEqual([id]);
    expect(resumeFrom.items.size).toBe(0);
    expect((await uploadMedia(client, file, { resumeFrom })).id).not.toBe(id);
  });

  test('one that the server has given up meanwhile begins anew', async () => {
    const { client, user } = await signUp(server);
    const resumeFrom = createStore();
    const file = new File([large], 'heron.jpg', { lastModified: 1 });
    await stopAfterFirstPart(client, file, resumeFrom);
    const { db } = server.api.services;
    await db.updateTable('media').set({ deletedAt: new Date() }).where('ownerId', '=', user.id).execute();

    const { id } = await uploadMedia(client, file, { resumeFrom });

    expect(await mediaOf(user)).toEqual([id]);
  });

  test('what is no File, and does not say which it is, is not taken for another', async () => {
    const { client } = await signUp(server);
    const resumeFrom = createStore();
    await stopAfterFirstPart(client, large, resumeFrom);

    expect(resumeFrom.items.size).toBe(0);
  });

  test("it goes on under a name of the app's own", async () => {
    const { client, user, offsets } = await signUp(server);
    const own = { idempotencyKey: 'draft-7' };
    const controller = new AbortController();
    const onProgress = ({ sentBytes }: UploadProgress) => {
      if (sentBytes > 0) controller.abort();
    };
    await safe(uploadMedia(client, large, { ...own, onProgress, signal: controller.signal }));
    offsets.length = 0;

    const ids = [await uploadMedia(client, large, own), await uploadMedia(client, large, own)].map(
      ({ id }) => id,
    );

    expect(offsets[0]).toBeGreaterThan(0);
    expect(await mediaOf(user)).toEqual([ids[0]]);
    expect(ids[1]).toBe(ids[0]);
  });

  test('a store that fails costs the resuming and not the upload', async () => {
    const { client } = await signUp(server);
    const fail = () => {
      throw new Error('no room');
    };

    const resumeFrom = { getItem: fail, setItem: fail, removeItem: fail };
    expect(await uploadMedia(client, new File([small], 'dot.png'), { resumeFrom })).toMatchObject({
      kind: 'image',
    });
  });
});

async function stopAfterFirstPart(client: DunlinClient, file: Blob, resumeFrom: UploadStore): Promise<void> {
  const controller = new AbortController();
  const onProgress = ({ sentBytes }: UploadProgress) => {
    if (sentBytes > 0) controller.abort();
  };
  const { error } = await safe(
    uploadMedia(client, file, { resumeFrom, onProgress, signal: controller.signal }),
  );
  expect(error?.code).toBe('ABORTED');
}

function createStore() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

/** An account and a client of it, and what its requests are. */
async function signUp(at: TestServer, options: Partial<ClientOptions> = {}) {
  const requests: string[] = [];
  const offsets: number[] = [];
  const noting: Fetch = (url, init) => {
    const send = options.fetch ?? fetch;
    const { pathname } = new URL(String(url));
    requests.push(`${init?.method ?? 'GET'} ${pathname}`);
    if (init?.method === 'PATCH') offsets.push(Number(new Headers(init.headers).get('upload-offset')));
    return send(url, init);
  };
  const client = createClient({ baseUrl: at.url, ...options, fetch: noting });
  const username = `u${randomUUID().slice(0, 8)}`;
  const credentials = { username, password: 'correct horse' };
  const { user } = await client.auth.register({ ...credentials, email: `${username}@example.org` });
  requests.length = 0;
  return { client, user, credentials, requests, offsets };
}

async function statusOf(at: TestServer, authorization = ''): Promise<number> {
  const { status } = await fetch(`${at.url}/auth/me`, { headers: { authorization } });
  return status;
}

/** What has come of the uploads of an account. */
async function mediaOf({ id }: { id: string }): Promise<string[]> {
  const rows = await listMedia(id).where('status', '!=', 'receiving').execute();
  return rows.map((row) => row.id);
}

async function roomTakenBy({ id }: { id: string }): Promise<number> {
  return (await listMedia(id).execute()).length;
}

function listMedia(ownerId: string) {
  const { db } = server.api.services;
  return db.selectFrom('media').select('id').where('ownerId', '=', ownerId).where('deletedAt', 'is', null);
}

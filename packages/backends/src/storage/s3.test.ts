import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeStorage } from './conformance.ts';
import { createS3Storage, type S3StorageOptions } from './s3.ts';
import type { Storage } from './storage.ts';

/* biome-ignore-start lint/style/noProcessEnv: where a program is, and whether one may be missing, is the machine's to say; the
   product does not see it. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dunlin/versitygw-v1.8.0');
const program = [...(process.env.PATH ?? '').split(delimiter), cache]
  .map((folder) => join(folder, 'versitygw'))
  .find((path) => existsSync(path));
const isRequired = process.env.DUNLIN_REQUIRE_ALL === '1';
/* biome-ignore-end lint/style/noProcessEnv: as above */

const title = program
  ? 'against versitygw'
  : 'versitygw is missing: run sh tooling/bootstrap/install-versitygw.sh';

if (!program && !isRequired) process.stderr.write(`The tests of S3 are skipped: ${title}\n`);

describe.runIf(program !== undefined || isRequired)(title, () => {
  const stack = new AsyncDisposableStack();
  let options: S3StorageOptions;
  let storage: Storage;
  beforeAll(async () => {
    options = await startVersitygw(stack);
    storage = stack.use(createS3Storage(options));
  });
  afterAll(() => stack.disposeAsync());

  describeStorage('S3', () => storage);

  test('two prefixes of a bucket keep their blobs apart', async () => {
    await using other = createS3Storage({ ...options, prefix: 'other/' });
    await other.put('key', Readable.from(['x']));
    expect(await storage.stat('key')).toBeUndefined();
    expect(await Array.fromAsync(other.list(''))).toEqual(['key']);
  });

  test('a hundred readers that do not read on hold up nobody', async () => {
    await storage.put('slow', Readable.from([Buffer.alloc(1_000_000)]));
    const readers = await Promise.all(Array.from({ length: 100 }, () => storage.get('slow')));
    expect(await storage.stat('slow')).toEqual({ size: 1_000_000 });
    for (const reader of readers) reader?.stream.destroy();
  });

  test('a bucket that is not there is told as an outage', async () => {
    await using other = createS3Storage({ ...options, bucket: 'nowhere' });
    const outage = { code: 'STORAGE_UNAVAILABLE', cause: expect.objectContaining({ name: 'NoSuchBucket' }) };
    await expect(other.put('key', Readable.from(['x']))).rejects.toMatchObject(outage);
    await expect(other.get('key')).rejects.toMatchObject(outage);
    await expect(Array.fromAsync(other.list(''))).rejects.toMatchObject(outage);
  });
});

/** A real S3 server over a folder, with one bucket. */
async function startVersitygw(stack: AsyncDisposableStack): Promise<S3StorageOptions> {
  if (program === undefined) throw new Error(title);
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-s3-'));
  stack.defer(() => rm(folder, { recursive: true }));
  for (const name of ['blobs/bucket', 'metadata']) await mkdir(join(folder, name), { recursive: true });
  const address = `127.0.0.1:${await findFreePort()}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
  const child = spawn(
    program,
    [
      ...['--port', address, '--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey],
      ...['--quiet', 'posix', '--sidecar', join(folder, 'metadata'), join(folder, 'blobs')],
    ],
    { stdio: 'ignore' },
  );
  stack.defer(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const endpoint = `http://${address}`;
  await vi.waitFor(() => fetch(endpoint), { timeout: 10_000, interval: 10 });
  return { bucket: 'bucket', region: 'us-east-1', endpoint, pathStyle: true, credentials };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

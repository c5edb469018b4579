import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { S3StorageOptions } from '@dunlin/backends/storage/s3';
import { vi } from 'vitest';
import { findFreePort } from './free-port.ts';

/* biome-ignore-start lint/style/noProcessEnv: where a program is, and whether one may be missing, is the machine's to say; the
   product does not see it. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dunlin/versitygw-v1.8.0');
const program = [...(process.env.PATH ?? '').split(delimiter), cache]
  .map((folder) => join(folder, 'versitygw'))
  .find((path) => existsSync(path));
const isRequired = process.env.DUNLIN_REQUIRE_ALL === '1';
/* biome-ignore-end lint/style/noProcessEnv: as above */

/** Whether tests over S3 run: where versitygw is, and where every program is required, so that they fail without it. */
export const canRunS3Server = program !== undefined || isRequired;

/** What such tests are called, or why they are skipped. */
export const s3ServerTitle = program
  ? 'against versitygw'
  : 'versitygw is missing: run sh tooling/bootstrap/install-versitygw.sh';

if (!canRunS3Server) process.stderr.write(`The tests of S3 are skipped: ${s3ServerTitle}\n`);

/** A real S3 server over a folder, with one bucket. */
export async function startS3Server(stack: AsyncDisposableStack): Promise<S3Server> {
  if (program === undefined) throw new Error(s3ServerTitle);
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

/** How to reach it. */
type S3Server = Required<Pick<S3StorageOptions, 'bucket' | 'region' | 'pathStyle'>> & {
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

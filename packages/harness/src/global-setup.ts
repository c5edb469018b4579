import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@dunlin/db';
import type { TestProject } from 'vitest/node';
import { createTemplate } from './test-database.ts';

const memoryFolder = '/dev/shm';
const neededBytes = 2 * 1024 ** 3;

/** Starts one Postgres for the whole run and prepares the template that test databases are cloned from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(await temporaryFolder(), 'dunlin-test-'));
  const postgres = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    settings: { max_connections: '400' },
  });
  await createTemplate(postgres.url);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** In memory where there is room: a clone of the template is 300 files, which take a disk 300 ms and memory 20. */
async function temporaryFolder(): Promise<string> {
  const space = await statfs(memoryFolder).catch(() => undefined);
  return space && space.bavail * space.bsize > neededBytes ? memoryFolder : tmpdir();
}

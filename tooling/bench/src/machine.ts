import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { isPinned } from './processes.ts';
import { spreadOf } from './sample.ts';

const tmpfsMagic = 0x01021994;

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  fsync: string;
  /** On which cores things run. */
  placement: string;
  /** Writing 8 kB and forcing it to the disk of the database, in milliseconds: what a durable commit waits for. */
  fdatasyncMs: number;
  isInMemory: boolean;
  /** What was measured; undefined outside of a Git checkout. */
  commit: string | undefined;
}

export async function describeMachine(databaseUrl: string, folder: string): Promise<Machine> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('server_version') as version, current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit') as fsync",
  );
  await client.end();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgres: rows[0].version,
    fsync: rows[0].fsync,
    placement: isPinned
      ? `taskset: contender on core 0, load on the last, Postgres on any`
      : 'nothing is pinned: contender, load and Postgres share the cores',
    fdatasyncMs: measureFdatasync(folder),
    isInMemory: statfsSync(folder).type === tmpfsMagic,
    commit: findCommit(),
  };
}

function findCommit(): string | undefined {
  try {
    const args = ['describe', '--always', '--dirty', '--exclude=*'];
    return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function measureFdatasync(folder: string): number {
  const file = openSync(join(folder, 'fdatasync'), 'w');
  const block = Buffer.alloc(8192, 1);
  const times = Array.from({ length: 50 }, () => {
    const startedAt = performance.now();
    writeSync(file, block, 0, block.length, 0);
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  return spreadOf(times).median;
}

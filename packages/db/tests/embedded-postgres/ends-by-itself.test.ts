import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { afterAll, expect, test, vi } from 'vitest';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../src/embedded-postgres.ts';
import { killWatchdogOf, postmasterOf } from './postmaster-process.ts';

const scratch = await mkdtemp(join(tmpdir(), 'dunlin-ends-by-itself-'));
const dataDir = join(scratch, 'data');
afterAll(() => rm(scratch, { recursive: true, force: true }));

test.each([
  ['was killed', async (pid: number) => void process.kill(pid, 'SIGKILL')],
  ['was left by its watchdog', killWatchdogOf],
])(
  'a PostgreSQL that %s is started again at the same address, with what was committed',
  async (_how, end) => {
    const onRestart = vi.fn();
    await using postgres = await start({ onRestart });
    await query(postgres.url, 'create table if not exists notes (text text)');
    await query(postgres.url, `insert into notes values ('kept')`);
    await end(await postmasterOf(dataDir));
    await expect.poll(() => onRestart.mock.calls.length).toBe(1);
    await expect
      .poll(() => query(postgres.url, 'select distinct text from notes').catch(String))
      .toEqual([{ text: 'kept' }]);
  },
);

test('a PostgreSQL that ends again and again is given up, with the end of its log', async () => {
  const onLost = vi.fn<(error: unknown) => void>();
  await using postgres = await start({ onLost, restartWaitsMs: [10, 10] });
  for (let kills = 0; kills < 3; kills += 1) {
    await expect.poll(() => query(postgres.url, 'select 1').catch(String)).toHaveLength(1);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await expect.poll(() => query(postgres.url, 'select 1').catch(() => 'gone')).toBe('gone');
  }
  await expect
    .poll(() => onLost.mock.calls)
    .toEqual([
      [
        expect.objectContaining({
          code: 'ENDED',
          message: expect.stringMatching(/2 restarts.*ends with:\n.+/s),
        }),
      ],
    ]);
});

test('a PostgreSQL that is stopped while it is about to be started again stays stopped', async () => {
  const onRestart = vi.fn();
  const postgres = await start({ onRestart, restartWaitsMs: [300] });
  process.kill(await postmasterOf(dataDir), 'SIGKILL');
  await expect.poll(() => onRestart.mock.calls.length).toBe(1);
  await postgres.stop();
  expect(await query(postgres.url, 'select 1').catch(() => 'gone')).toBe('gone');
  await using again = await start({});
  expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

function start(options: Partial<EmbeddedPostgresOptions>) {
  return startEmbeddedPostgres({ dataDir, durable: true, ...options });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

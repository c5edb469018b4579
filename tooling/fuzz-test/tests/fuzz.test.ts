import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { expect, test } from 'vitest';
import { fuzz } from '../src/fuzz.ts';
import { hasKeptGrowing } from '../src/report.ts';

test.runIf(process.platform === 'linux')(
  '500 random requests are answered, at every edge, and none with a fault of the server',
  { timeout: 180_000 },
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-fuzz-'));
    const logFile = join(folder.path, 'server.log');
    await using server = await startServerProcess({
      env: { DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'warn' },
      logFile,
    });
    const databaseFolder = join(folder.path, 'data/postgres');
    const { faults, answers } = await fuzz(server, { requests: 500, seed: 500, databaseFolder });
    expect([...faults]).toEqual([]);
    expect(await readFile(logFile, 'utf8')).not.toContain('"level":"error"');
    const edges = new Set([...answers.keys()].map((answer) => answer.split(' ')[0]));
    expect(edges).toEqual(new Set(['http', 'bytes', 'socket']));
    expect(answers.get('http 200')).toBeGreaterThan(0);
  },
);

test('memory that is more at the end than in the middle keeps growing', () => {
  const flat = Array.from({ length: 100 }, (_, index) => 400 + (index % 7));
  expect(hasKeptGrowing(flat)).toBe(false);
  expect(hasKeptGrowing(flat.map((mb, index) => mb + 5 * index))).toBe(true);
});

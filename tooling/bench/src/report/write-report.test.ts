import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Machine } from '../machine.ts';
import { type Run, toReport } from './report.ts';
import { writeReport } from './write-report.ts';

test('a report is JSON, Markdown and a chart for each goal, and takes the place of an earlier one', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-report-'));
  await writeFile(join(folder.path, 'p0.svg'), 'of a goal that is no more');
  await writeReport(folder.path, run);
  expect((await readdir(folder.path)).sort()).toEqual(['p1.svg', 'p9.svg', 'report.json', 'report.md']);
  const markdown = await readFile(join(folder.path, 'report.md'), 'utf8');
  expect(markdown).toContain('| P1  ours / the <limit> | 0.80 (0.80–0.80) |  | ≥ 0.5 | goal reached |');
  expect(markdown).toContain('| P9  slowest | 40 ms | ≤ 30 ms | NOT reached |');
});

test('a chart shows the contenders and figures of its goal, and no name breaks it', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-report-'));
  await writeReport(folder.path, run);
  const chart = await readFile(join(folder.path, 'p1.svg'), 'utf8');
  expect(chart).toContain('the &lt;limit>');
  expect(chart).toContain('80/s');
  expect(chart).not.toContain('slowest');
});

const machine: Machine = {
  ...{ cpu: 'one', cores: 2, memoryGb: 1, node: 'v24', postgres: '18', fsync: 'on', placement: 'any' },
  ...{ fdatasyncMs: 1, isInMemory: false, commit: undefined },
};
const result = {
  samples: new Map([
    ['ours', [{ perSecond: 80 }]],
    ['the <limit>', [{ perSecond: 100 }]],
  ]),
  goals: [{ id: 'P1', of: 'ours', over: 'the <limit>', goal: 0.5 }],
  figures: [{ id: 'P9', name: 'slowest', value: 40, unit: 'ms', atMost: 30 }],
  notes: [],
};
const run: Run = {
  ...{ at: new Date(0), machine, size: { tweets: 1 }, rounds: 1, seconds: 1 },
  benches: { reading: toReport('Reading', result) },
};

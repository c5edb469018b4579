import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isGood } from '../src/report.ts';
import { type Outcome, runScenario } from '../src/run-scenario.ts';
import { freshKeys } from '../src/scenarios/writes.ts';
import { prepareWorld } from '../src/world.ts';

test.runIf(process.platform === 'linux')(
  'a neighbour is measured while somebody does what the limits allow, and more',
  { timeout: 180_000 },
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-neighbour-'));
    const world = await prepareWorld(folder.path);
    const { noticed, answers, peakMb } = await runScenario(freshKeys, {
      ...{ world, version: 'now', seconds: 2, withinSeconds: 0 },
    });
    expect(noticed).toMatchObject({ failures: [], pictures: [] });
    expect([noticed.neighbour.length, noticed.health.length]).toEqual([6, 10]);
    expect(answers['200']).toBeGreaterThan(0);
    expect(peakMb).toBeGreaterThan(50);
  },
);

test('one that is slow, fails, or leaves the server large is no good', () => {
  const good: Outcome = {
    ...{ scenario: 'a', version: 'now', answers: {}, idleMb: 200, peakMb: 300, backAfter: 0 },
    noticed: { neighbour: [10], health: [1], pictures: [], failures: [] },
  };
  expect(isGood(good)).toBe(true);
  expect(isGood({ ...good, peakMb: 700 })).toBe(false);
  expect(isGood({ ...good, backAfter: undefined })).toBe(false);
  expect(isGood({ ...good, noticed: { ...good.noticed, failures: ['/healthz: 503'] } })).toBe(false);
  expect(isGood({ ...good, noticed: { ...good.noticed, neighbour: [300] } })).toBe(false);
});

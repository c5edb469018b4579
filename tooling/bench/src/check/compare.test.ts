import { expect, test } from 'vitest';
import type { Goal } from '../bench.ts';
import { type Run, toReport } from '../report/report.ts';
import { compare, listNotCompared, toBaseline } from './compare.ts';

const read: Goal = { id: 'P1', of: 'ours', over: 'the limit', goal: 0.5 };
const write: Goal = { id: 'P4', of: 'ours', over: 'the disk', goal: 0.5, notCompared: 'it waits' };

test('a ratio that lost more than a quarter has fallen, one that lost less has not', () => {
  const baseline = toBaseline(runWith([read], { ours: 80, 'the limit': 100 }));
  const [fallen] = compare(runWith([read], { ours: 59, 'the limit': 100 }), baseline);
  const [same] = compare(runWith([read], { ours: 61, 'the limit': 100 }), baseline);
  expect(fallen).toEqual({ bench: 'a', name: 'ours / the limit', before: 0.8, now: 0.59, isFallen: true });
  expect(same?.isFallen).toBe(false);
});

test('twice the work of both is no fall: only ratios are compared', () => {
  const baseline = toBaseline(runWith([read], { ours: 80, 'the limit': 100 }));
  expect(compare(runWith([read], { ours: 40, 'the limit': 50 }), baseline)[0]?.isFallen).toBe(false);
});

test('a ratio that is not to be compared is left out, with its reason', () => {
  const run = runWith([read, write], { ours: 80, 'the limit': 100, 'the disk': 90 });
  expect(toBaseline(run)).toEqual({ a: { 'ours / the limit': 0.8 } });
  expect(listNotCompared(run)).toEqual(['ours / the disk: it waits']);
});

test('a ratio that the baseline does not have is told without a verdict', () => {
  const [added] = compare(runWith([read], { ours: 1, 'the limit': 2 }), {});
  expect(added).toMatchObject({ before: undefined, now: 0.5, isFallen: false });
});

/** Rates are those of a processor that does nothing else. */
function runWith(goals: Goal[], rates: Record<string, number>): Run {
  const samples = new Map(
    Object.entries(rates).map(([name, perSecond]) => [
      name,
      [{ perSecond: 1, cpuMicros: 0.75e6 / perSecond, postgresMicros: 0.25e6 / perSecond }],
    ]),
  );
  const machine = {
    ...{ cpu: '', cores: 2, memoryGb: 1, node: '', postgres: '', fsync: '', placement: '', fdatasyncMs: 1 },
    ...{ isInMemory: false, commit: undefined },
  };
  const benches = { a: toReport('A', { samples, goals, notes: [] }) };
  return { at: new Date(0), machine, size: {}, rounds: 1, seconds: 1, benches };
}

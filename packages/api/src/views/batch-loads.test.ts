import { expect, it } from 'vitest';
import { batchLoads } from './batch-loads.ts';

it('loads at once while fewer than two loads are under way', () => {
  const { load, loads } = createTestLoads();
  void load(['a']);
  void load(['b', 'c']);
  expect(loads.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c']]);
});

it('asks for what came meanwhile together, each key once, as soon as a load has ended', async () => {
  const { load, loads } = createTestLoads();
  const first = load(['a']);
  void load(['b']);
  const [third, fourth] = [load(['c', 'd']), load(['d', 'e'])];
  expect(loads).toHaveLength(2);
  loads[0]?.answer();
  expect(await first).toEqual(new Map([['a', 'A']]));
  await expect.poll(() => loads[2]?.keys).toEqual(['c', 'd', 'e']);
  loads[2]?.answer();
  expect([(await third).get('d'), (await fourth).get('e')]).toEqual(['D', 'E']);
  expect(loads).toHaveLength(3);
});

it('goes on after a load that failed, of which only those hear who share it', async () => {
  const { load, loads } = createTestLoads();
  const [first] = [load(['a']), load(['b'])];
  const sharing = [load(['c']), load(['d'])];
  loads[0]?.fail(new Error('no database'));
  await expect(first).rejects.toThrow('no database');
  await expect.poll(() => loads.length).toBe(3);
  const last = load(['e']);
  loads[2]?.fail(new Error('nor now'));
  const reason = new Error('nor now');
  expect(await Promise.allSettled(sharing)).toEqual(sharing.map(() => ({ status: 'rejected', reason })));
  await expect.poll(() => loads[3]?.keys).toEqual(['e']);
  loads[3]?.answer();
  expect((await last).get('e')).toBe('E');
});

it('adds nothing to a batch of 500 keys', async () => {
  const { load, loads } = createTestLoads();
  void load(['a']);
  void load(['b']);
  void load(Array.from({ length: 500 }, (_, index) => String(index)));
  void load(['c']);
  loads[0]?.answer();
  loads[1]?.answer();
  await expect.poll(() => loads.map(({ keys }) => keys.length)).toEqual([1, 1, 500, 1]);
});

/** Loads that are answered by the test, in any order: each key by its capital. */
function createTestLoads() {
  const loads: { keys: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const load = batchLoads((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
    const answer = () => resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
    loads.push({ keys, answer, fail: reject });
    return promise;
  });
  return { load, loads };
}

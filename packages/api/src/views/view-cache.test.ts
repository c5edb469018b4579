import { expect, it } from 'vitest';
import { createViewCache } from './view-cache.ts';

it('loads what is missing in one call and serves it from then on', async () => {
  const { cache, loads } = createTestCache();
  const first = cache.getMany(['a', 'b', 'a']);
  expect(loads.map(({ keys }) => keys)).toEqual([['a', 'b']]);
  loads[0]?.answer({ a: 'A', b: 'B' });
  expect(await first).toEqual(
    new Map([
      ['a', 'A'],
      ['b', 'B'],
    ]),
  );

  expect(await cache.getMany(['b', 'a'])).toEqual(
    new Map([
      ['a', 'A'],
      ['b', 'B'],
    ]),
  );
  expect(await cache.get('a')).toBe('A');
  expect(cache.peek('b')).toBe('B');
  expect(loads).toHaveLength(1);
});

it('asks load only for what is neither cached nor being loaded', async () => {
  const { cache, loads } = createTestCache();
  const first = cache.getMany(['a']);
  loads[0]?.answer({ a: 'A' });
  await first;
  const second = cache.get('b');
  const third = cache.getMany(['a', 'b', 'c']);
  expect(loads.map(({ keys }) => keys)).toEqual([['a'], ['b'], ['c']]);
  loads[2]?.answer({ c: 'C' });
  loads[1]?.answer({ b: 'B' });
  expect(await second).toBe('B');
  expect(await third).toEqual(
    new Map([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
    ]),
  );
});

it('peeks at what is not there without loading it', () => {
  const { cache, loads } = createTestCache();
  expect(cache.peek('a')).toBeUndefined();
  expect(loads).toEqual([]);
});

it('has what was loaded cached by the time its caller goes on', async () => {
  const { cache, loads } = createTestCache();
  const getting = cache.get('a').then(() => cache.peek('a'));
  loads[0]?.answer({ a: 'A' });
  expect(await getting).toBe('A');
});

it('does not cache a load that an invalidation overtook', async () => {
  const { cache, loads } = createTestCache();
  const getting = cache.getMany(['a', 'b']);
  cache.invalidate('a');
  loads[0]?.answer({ a: 'old A', b: 'B' });
  expect(await getting).toEqual(
    new Map([
      ['a', 'old A'],
      ['b', 'B'],
    ]),
  );
  expect(cache.peek('a')).toBeUndefined();
  expect(cache.peek('b')).toBe('B');
});

it.each([
  { when: 'before', order: [0, 1] },
  { when: 'after', order: [1, 0] },
])('keeps the load begun after an invalidation when the older one ends $when it', async ({ order }) => {
  const { cache, loads } = createTestCache();
  const older = cache.get('a');
  cache.invalidate('a');
  const newer = cache.get('a');
  expect(loads).toHaveLength(2);
  for (const index of order) loads[index]?.answer({ a: ['old', 'new'][index] ?? '' });
  expect(await older).toBe('old');
  expect(await newer).toBe('new');
  expect(cache.peek('a')).toBe('new');
});

it('takes an invalidated key from its new load while sharing the old one for another key', async () => {
  const { cache, loads } = createTestCache();
  const older = cache.getMany(['a', 'b']);
  cache.invalidate('a');
  const newer = cache.getMany(['a', 'b']);
  expect(loads.map(({ keys }) => keys)).toEqual([['a', 'b'], ['a']]);
  loads[1]?.answer({ a: 'new A' });
  loads[0]?.answer({ a: 'old A', b: 'B' });
  expect(await older).toEqual(
    new Map([
      ['a', 'old A'],
      ['b', 'B'],
    ]),
  );
  expect(await newer).toEqual(
    new Map([
      ['a', 'new A'],
      ['b', 'B'],
    ]),
  );
});

it('does not serve a key deleted meanwhile from the older load', async () => {
  const { cache, loads } = createTestCache();
  const older = cache.getMany(['a', 'b']);
  cache.invalidate('a');
  const newer = cache.getMany(['a', 'b']);
  loads[0]?.answer({ a: 'old A', b: 'B' });
  loads[1]?.answer({});
  await older;
  expect(await newer).toEqual(new Map([['b', 'B']]));
  expect(cache.peek('a')).toBeUndefined();
});

it('forgets an invalidated value', async () => {
  const { cache, loads } = createTestCache();
  const first = cache.get('a');
  loads[0]?.answer({ a: 'old' });
  await first;
  cache.invalidate('a');
  expect(cache.peek('a')).toBeUndefined();
  const second = cache.get('a');
  loads[1]?.answer({ a: 'new' });
  expect(await second).toBe('new');
});

it('clears what is cached and what is being loaded', async () => {
  const { cache, loads } = createTestCache();
  const first = cache.get('a');
  loads[0]?.answer({ a: 'A' });
  await first;
  const second = cache.get('b');
  cache.clear();
  loads[1]?.answer({ b: 'old B' });
  expect(await second).toBe('old B');
  expect([cache.peek('a'), cache.peek('b')]).toEqual([undefined, undefined]);
});

it('rejects all who share a failed load, and loads anew', async () => {
  const { cache, loads } = createTestCache();
  const sharing = [cache.getMany(['a', 'b']), cache.getMany(['b', 'c']), cache.get('a')];
  loads[1]?.answer({ c: 'C' });
  loads[0]?.fail(new Error('no database'));
  const reason = new Error('no database');
  expect(await Promise.allSettled(sharing)).toEqual(sharing.map(() => ({ status: 'rejected', reason })));
  expect(cache.peek('c')).toBe('C');

  const again = cache.get('a');
  loads[2]?.answer({ a: 'A' });
  expect(await again).toBe('A');
});

it('leaves a newer load alone when the older one fails', async () => {
  const { cache, loads } = createTestCache();
  const older = cache.get('a');
  cache.invalidate('a');
  const newer = cache.get('a');
  loads[0]?.fail(new Error('no database'));
  await expect(older).rejects.toThrow('no database');
  const sharing = cache.get('a');
  expect(loads).toHaveLength(2);
  loads[1]?.answer({ a: 'A' });
  expect([await newer, await sharing]).toEqual(['A', 'A']);
});

it('asks again for keys that did not exist', async () => {
  const { cache, loads } = createTestCache();
  const first = cache.getMany(['a', 'b']);
  loads[0]?.answer({ b: 'B', unasked: 'U' });
  expect(await first).toEqual(new Map([['b', 'B']]));
  expect(cache.peek('unasked')).toBeUndefined();
  const second = cache.get('a');
  loads[1]?.answer({ a: 'A' });
  expect(await second).toBe('A');
});

it('evicts the least recently used beyond maxEntries, a peek being a use', async () => {
  const { cache, loads } = createTestCache({ maxEntries: 2 });
  const first = cache.getMany(['a', 'b']);
  loads[0]?.answer({ a: 'A', b: 'B' });
  await first;
  cache.peek('a');
  const second = cache.get('c');
  loads[1]?.answer({ c: 'C' });
  await second;
  expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual(['A', undefined, 'C']);
});

it('answers in full when asked for more than maxEntries', async () => {
  const { cache, loads } = createTestCache({ maxEntries: 1 });
  const getting = cache.getMany(['a', 'b', 'c']);
  loads[0]?.answer({ a: 'A', b: 'B', c: 'C' });
  expect((await getting).size).toBe(3);
});

it.each([
  { ageMs: 1_000, cached: 'A' },
  { ageMs: 1_001, cached: undefined },
])('at $ageMs ms from the start of the load has $cached, maxAgeMs being 1000', async ({ ageMs, cached }) => {
  const { cache, loads, clock } = createTestCache({ maxAgeMs: 1_000 });
  const getting = cache.get('a');
  clock.nowMs += 600;
  loads[0]?.answer({ a: 'A' });
  await getting;
  clock.nowMs += ageMs - 600;
  expect(cache.peek('a')).toBe(cached);
});

it.each([{ maxEntries: 0 }, { maxAgeMs: 0 }])('refuses to be without limit: %o', (options) => {
  expect(() => createTestCache(options)).toThrow(RangeError);
});

/** A cache whose loads are answered by the test, in any order. */
function createTestCache({ maxEntries = 100, maxAgeMs = 60_000 } = {}) {
  const clock = { nowMs: 1, now: () => clock.nowMs };
  const loads: PendingLoad[] = [];
  const cache = createViewCache<string>({
    maxEntries,
    maxAgeMs,
    clock,
    load: (keys) => {
      const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
      loads.push({ keys, answer: (values) => resolve(new Map(Object.entries(values))), fail: reject });
      return promise;
    },
  });
  return { cache, loads, clock };
}

interface PendingLoad {
  keys: readonly string[];
  answer: (values: Record<string, string>) => void;
  fail: (error: Error) => void;
}

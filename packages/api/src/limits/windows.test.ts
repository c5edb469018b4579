import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWindows, partsPerWindow } from './windows.ts';

const rule = { max: 5, windowSeconds: 60 };
const windowMs = 60_000;
const partMs = windowMs / partsPerWindow;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

test('at the edge of a window no more than its limit passes', async () => {
  const bucket = createWindows(rule);
  await bucket.take('key');
  pass(windowMs - 1_000);
  for (let count = 0; count < 4; count++) expect((await bucket.take('key')).isExceeded).toBe(false);
  expect(await bucket.take('key')).toMatchObject({ isExceeded: true, remaining: 0 });
  // A window of the first call's would end here, and another let five through.
  pass(1_000);
  expect((await bucket.take('key')).isExceeded).toBe(false);
  expect((await bucket.take('key')).isExceeded).toBe(true);
});

test('what is refused says when to come again, and is let through then', async () => {
  const bucket = createWindows(rule);
  for (let count = 0; count < 5; count++) {
    await bucket.take('key');
    pass(4_000);
  }
  const { isExceeded, resetMs } = await bucket.take('key');
  expect(isExceeded).toBe(true);
  pass(resetMs - 1);
  expect((await bucket.take('key')).isExceeded).toBe(true);
  pass(1);
  expect(await bucket.take('key')).toMatchObject({ isExceeded: false, remaining: 0 });
});

test('what was taken at one moment is there again when a window has passed', async () => {
  const bucket = createWindows(rule);
  for (let count = 0; count < 5; count++) await bucket.take('key');
  expect(await bucket.take('key')).toMatchObject({ isExceeded: true, resetMs: windowMs });
  pass(windowMs - 1);
  expect((await bucket.take('key')).isExceeded).toBe(true);
  pass(1);
  expect(await bucket.take('key')).toMatchObject({ isExceeded: false, remaining: 4 });
});

test('refusals do not count: who never pauses gets what a window has', async () => {
  const bucket = createWindows(rule);
  let passed = 0;
  for (let second = 0; second < 600; second++) {
    if (!(await bucket.take('key')).isExceeded) passed += 1;
    pass(1_000);
  }
  expect(passed).toBeGreaterThanOrEqual(5 * 9);
  expect(passed).toBeLessThanOrEqual(5 * 10);
});

test('what is given back is there again, once, and only as long as it counts', async () => {
  const bucket = createWindows(rule);
  const first = await bucket.take('key');
  for (let count = 0; count < 4; count++) await bucket.take('key');
  await (await bucket.take('key')).giveBack();
  expect((await bucket.take('key')).isExceeded).toBe(true);
  await first.giveBack();
  expect(await bucket.take('key')).toMatchObject({ isExceeded: false, remaining: 0 });
  pass(2 * windowMs);
  expect(await bucket.take('key')).toMatchObject({ remaining: 4 });
  await first.giveBack();
  expect(await bucket.take('key')).toMatchObject({ remaining: 3 });
});

test('a clock that goes back shuts nobody out', async () => {
  const bucket = createWindows(rule);
  for (let count = 0; count < 5; count++) await bucket.take('key');
  pass(-10_000);
  expect((await bucket.take('key')).isExceeded).toBe(true);
  pass(-10 * windowMs);
  expect(await bucket.take('key')).toMatchObject({ isExceeded: false, remaining: 4 });
});

test('however callers come, no window holds more than its limit, and none is refused for what is long past', async () => {
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 90_000 })), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(gaps, async (steps) => {
      const bucket = createWindows(rule);
      const taken: number[] = [];
      const since = (ms: number) => taken.filter((at) => at > Date.now() - ms).length;
      for (const step of steps) {
        pass(step);
        const { isExceeded, remaining } = await bucket.take('key');
        if (isExceeded) expect(since(windowMs + partMs)).toBeGreaterThanOrEqual(rule.max);
        else taken.push(Date.now());
        expect(since(windowMs)).toBeLessThanOrEqual(rule.max - remaining);
      }
    }),
  );
});

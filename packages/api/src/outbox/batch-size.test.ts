import { expect, test } from 'vitest';
import { createBatchSize } from './batch-size.ts';

test('events that take long are taken a few at a time, and many again when they do not', () => {
  expect(sizesWhere((perEnd) => perEnd * 60, 6)).toEqual([50, 25, 12, 6, 5, 10]);
  const batchSize = createBatchSize();
  for (const ms of [3_000, 1_500, 720, 200, 200, 200]) batchSize.tookMs(ms);
  expect(batchSize.perEnd).toBe(48);
});

test('on a machine that is slow, whatever the size, batches stay large', () => {
  expect(sizesWhere((perEnd) => 1_000 + perEnd, 6)).toEqual([50, 25, 50, 25, 50, 25]);
});

function sizesWhere(toMs: (perEnd: number) => number, count: number): number[] {
  const batchSize = createBatchSize();
  return Array.from({ length: count }, () => {
    const { perEnd } = batchSize;
    batchSize.tookMs(toMs(perEnd));
    return perEnd;
  });
}

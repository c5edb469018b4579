import { expect, test } from 'vitest';
import { createBoundedJobs } from './bounded-jobs.ts';
import type { JobConsumer } from './consumer.ts';

const handle = async () => {};
const slow: JobConsumer = { name: 'slow', maxConcurrent: 1, handle };
const unbounded: JobConsumer = { name: 'unbounded', handle };

function createAttempt() {
  const delays: number[] = [];
  const postpone = (ms: number) => {
    delays.push(ms);
    return Promise.reject(new Error('postponed'));
  };
  return { delays, postpone };
}

test('a job that finds its consumer busy goes back to wait, and the next after that runs', async () => {
  const bounded = createBoundedJobs();
  const running = Promise.withResolvers<void>();
  const first = bounded(createAttempt(), { consumer: slow, run: () => running.promise });
  const second = createAttempt();
  await expect(bounded(second, { consumer: slow, run: handle })).rejects.toThrow('postponed');
  expect(second.delays.every((delay) => Number.isInteger(delay) && delay > 0)).toBe(true);
  running.resolve();
  await first;
  await expect(bounded(createAttempt(), { consumer: slow, run: handle })).resolves.toBeUndefined();
});

test('a job that fails makes room too', async () => {
  const bounded = createBoundedJobs();
  const fail = () => Promise.reject(new Error('failed'));
  await expect(bounded(createAttempt(), { consumer: slow, run: fail })).rejects.toThrow('failed');
  await expect(bounded(createAttempt(), { consumer: slow, run: handle })).resolves.toBeUndefined();
});

test('a consumer without a bound runs as many jobs as there are', async () => {
  const bounded = createBoundedJobs();
  const running = Promise.withResolvers<void>();
  const jobs = [1, 2, 3].map(() =>
    bounded(createAttempt(), { consumer: unbounded, run: () => running.promise }),
  );
  running.resolve();
  await expect(Promise.all(jobs)).resolves.toHaveLength(3);
});

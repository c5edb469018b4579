import { expect, test } from 'vitest';
import {
  createErrorReports,
  type ErrorReportsOptions,
  type Occurrence,
} from '../src/observability/error-reports.ts';
import { signReport } from '../src/observability/error-webhook.ts';
import { startReceiver } from './test-receiver.ts';

const secret = 'a secret that two parties know';

test('an error that goes on is told of at once, then once in each window with its count', async () => {
  await using receiver = await startReceiver();
  const log: unknown[][] = [];
  const lines: string[] = [];
  await using reports = createReports(receiver.url, { log, windowMs: 50 });
  const error = new TypeError('no tweet 1');
  for (let n = 0; n < 1_000; n++) reports.add(occurrence({ error, write: (id) => lines.push(id) }));

  expect(reports.counts).toEqual({ request: 1_000, job: 0, background: 0 });
  expect(lines).toHaveLength(5);
  await expect.poll(() => receiver.received.length).toBe(2);
  const [first, second] = receiver.received.map(({ body }) => JSON.parse(body));
  expect(first).toMatchObject({ fingerprint: lines[0], name: 'TypeError', place: 'tweets.get', count: 1 });
  expect(second).toMatchObject({ fingerprint: lines[0], count: 999 });
  expect(log).toEqual([
    [expect.objectContaining({ fingerprint: lines[0], count: 1_000 }), expect.any(String)],
  ]);
});

test('a report is signed, and says nothing of what users wrote', async () => {
  await using receiver = await startReceiver();
  await using reports = createReports(receiver.url);
  const error = Object.assign(new Error('hunter2 is not the password of ada@example.org'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.org) already exists.',
    parameters: ['hunter2'],
  });
  reports.add(occurrence({ error, traceId: 'ab'.repeat(16) }));
  await expect.poll(() => receiver.received.length).toBe(1);

  const [report] = receiver.received;
  const [, time] = /^t=(\d+),v1=[0-9a-f]{64}$/.exec(String(report?.headers['dunlin-signature'])) ?? [];
  expect(report?.headers['dunlin-signature']).toBe(
    signReport(report?.body ?? '', { secret, time: Number(time) * 1000 }),
  );
  expect(report?.body).not.toMatch(/hunter2|ada/);
  expect(JSON.parse(report?.body ?? '')).toEqual({
    id: expect.any(String),
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    name: 'Error',
    code: '23505',
    frames: expect.arrayContaining([expect.stringContaining('apps/server/tests/error-reports.test.ts')]),
    origin: 'request',
    place: 'tweets.get',
    count: 1,
    firstAt: expect.any(String),
    lastAt: expect.any(String),
    traceId: 'ab'.repeat(16),
    version: expect.any(String),
  });
});

test('a report that did not get through is sent again, as the same', async () => {
  await using receiver = await startReceiver([503, 429]);
  await using reports = createReports(receiver.url);
  reports.add(occurrence());
  await expect.poll(() => reports.deliveries).toEqual({ sent: 1, failed: 0, dropped: 0 });
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(receiver.received).toHaveLength(3);
});

test('a redirect is not followed', async () => {
  await using receiver = await startReceiver([307]);
  await using reports = createReports(receiver.url);
  reports.add(occurrence());
  await expect.poll(() => reports.deliveries).toEqual({ sent: 0, failed: 1, dropped: 0 });
  expect(receiver.received).toHaveLength(1);
});

test('without a receiver, reports are given up and the log says so', async () => {
  const receiver = await startReceiver();
  await receiver[Symbol.asyncDispose]();
  const log: unknown[][] = [];
  await using reports = createReports(receiver.url, { log });
  reports.add(occurrence());
  await expect.poll(() => reports.deliveries).toEqual({ sent: 0, failed: 1, dropped: 0 });
  expect(log).toEqual([
    [{ reason: 'it cannot be reached (ECONNREFUSED)' }, 'A report of an error was not delivered'],
  ]);
});

test('what is queued and remembered is bounded, however many kinds of errors there are', async () => {
  await using receiver = await startReceiver();
  await using reports = createReports(receiver.url);
  const lines: string[] = [];
  for (let n = 0; n < 1_000; n++) {
    const error = Object.assign(new Error('x'), { code: `E${n}` });
    reports.add(occurrence({ error, write: (id) => lines.push(id) }));
  }
  expect(new Set(lines).size).toBe(201);
  expect(reports.deliveries?.dropped).toBeGreaterThan(100);
});

test('what is out of reach is logged and not posted', async () => {
  await using receiver = await startReceiver();
  const reports = createReports(receiver.url);
  const lines: string[] = [];
  for (let n = 0; n < 10; n++) reports.add(occurrence({ isWarning: true, write: (id) => lines.push(id) }));
  await reports[Symbol.asyncDispose]();
  expect(lines).toHaveLength(5);
  expect(receiver.received).toEqual([]);
});

function occurrence(given: Partial<Occurrence> = {}): Occurrence {
  return { error: new Error('x'), origin: 'request', place: 'tweets.get', write: () => {}, ...given };
}

function createReports(
  url: string,
  { log = [], ...options }: { log?: unknown[][] } & Partial<ErrorReportsOptions> = {},
) {
  const write = (...line: unknown[]) => log.push(line);
  return createErrorReports({
    logger: { warn: write, error: write },
    webhook: { url, secret },
    delivery: { retryDelaysMs: [1, 1], flushMs: 0 },
    ...options,
  });
}

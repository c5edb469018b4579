import { percentile } from '@dunlin/harness/percentile';
import type { RecordedRequest } from '../load/request-log.ts';
import type { Phases } from './phases.ts';

export interface RequestTimes {
  /** The slowest answer from the start of the load to the fault. */
  slowestBeforeMs: number;
  /** And from there to the end. */
  slowest: RecordedRequest | undefined;
  /** The 99th percentile before the fault, and from there on. */
  p99BeforeMs: number;
  p99Ms: number;
  /** Answers 5xx by kind, status and path. */
  serverErrors: Map<string, number>;
  /** Requests that got no answer: their connection broke, or they waited too long. */
  unanswered: number;
}

export function measureRequests(requests: readonly RecordedRequest[], phases: Phases): RequestTimes {
  const during = requests.filter(({ startedAt }) => startedAt >= phases.loadAt && startedAt < phases.endAt);
  const answered = during.filter(({ status }) => status !== undefined);
  const slowest = (list: readonly RecordedRequest[]) =>
    list.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  const wasBefore = ({ startedAt, durationMs }: RecordedRequest) => startedAt + durationMs < phases.faultAt;
  const before = answered.filter(wasBefore);
  const from = answered.filter((request) => !wasBefore(request));
  const p99 = (list: readonly RecordedRequest[]) =>
    percentile(
      list.map(({ durationMs }) => durationMs),
      0.99,
    );
  const serverErrors = Map.groupBy(
    answered.filter(({ status = 0 }) => status >= 500),
    ({ status, path }) => `${status} ${path}`,
  );
  return {
    slowestBeforeMs: slowest(before)?.durationMs ?? 0,
    slowest: slowest(from),
    ...{ p99BeforeMs: p99(before), p99Ms: p99(from) },
    serverErrors: new Map([...serverErrors].map(([name, found]) => [name, found.length])),
    unanswered: during.length - answered.length,
  };
}

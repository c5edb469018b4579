import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { type ErrorKind, fingerprintError } from './error-fingerprint.ts';
import { createErrorWebhook, type ErrorWebhookConfig, type ErrorWebhookOptions } from './error-webhook.ts';
import { version } from './version.ts';

/** An error that is ours, where it happened. */
export interface Occurrence {
  error: unknown;
  origin: ErrorOrigin;
  /** The operation, route or job, by its name in the program. */
  place: string;
  traceId?: string | undefined;
  /** Of something out of reach, which may come back: logged, neither counted as an error nor posted. */
  isWarning?: boolean;
  /** Writes the log line of this one occurrence. */
  write(): void;
}

export type ErrorOrigin = 'request' | 'job' | 'background';

/** Groups errors by where they were thrown, and tells of each group without repeating itself. */
export interface ErrorReports extends AsyncDisposable {
  /** Never throws, never waits. */
  add(occurrence: Occurrence): void;
  /** Errors so far, warnings left out. */
  readonly counts: Readonly<Record<ErrorOrigin, number>>;
  /** What became of the reports that were posted; undefined when none are. */
  readonly deliveries: Readonly<Record<'sent' | 'failed' | 'dropped', number>> | undefined;
}

export interface ErrorReportsOptions {
  logger: Pick<FastifyBaseLogger, 'warn' | 'error'>;
  webhook?: ErrorWebhookConfig | undefined;
  /** A group is told of when it begins, then once in each of these while it goes on. */
  windowMs?: number;
  /** Lines in full for each group and window. */
  maxLines?: number;
  delivery?: Pick<ErrorWebhookOptions, 'retryDelaysMs' | 'flushMs'>;
}

/** Beyond this many, errors are counted as one group: the memory they take is bounded whatever fails. */
const maxGroups = 200;
const others: ErrorKind = { fingerprint: 'others', name: 'several', code: undefined, frames: [] };

/** Tells the log, and a webhook if there is one. */
export function createErrorReports(options: ErrorReportsOptions): ErrorReports {
  const { logger, windowMs = 5 * 60_000, maxLines = 5 } = options;
  const webhook = options.webhook && createErrorWebhook({ ...options.webhook, ...options.delivery, logger });
  const groups = new Map<string, Group>();
  const counts = { request: 0, job: 0, background: 0 };

  const findOrBegin = ({ error, place }: Occurrence): Group => {
    const known = fingerprintError(error, place);
    const kind = groups.size < maxGroups || groups.has(known.fingerprint) ? known : others;
    const found = groups.get(kind.fingerprint);
    if (found) return found;
    const group: Group = { kind, unposted: 0, written: 0, unwritten: 0, firstAt: new Date(), timer: undefined };
    groups.set(kind.fingerprint, group);
    group.timer = setInterval(() => endWindow(group), windowMs).unref();
    return group;
  };
  const post = (group: Group, last: Occurrence) => {
    if (!last.isWarning) webhook?.send(toReport(group, last));
    group.unposted = 0;
  };
  const summarise = ({ kind, last, written, unwritten }: Group) => {
    if (!last || unwritten === 0) return;
    const { fingerprint, name, code } = kind;
    const fields = { fingerprint, name, code, place: last.place, count: written + unwritten };
    logger[last.isWarning ? 'warn' : 'error'](fields, 'An error went on, more often than it was logged');
  };
  const endWindow = (group: Group) => {
    if (group.written === 0) {
      clearInterval(group.timer);
      groups.delete(group.kind.fingerprint);
      return;
    }
    summarise(group);
    if (group.last && group.unposted > 0) post(group, group.last);
    Object.assign(group, { written: 0, unwritten: 0, firstAt: new Date() });
  };

  return {
    counts,
    deliveries: webhook?.counts,
    add(occurrence) {
      if (!occurrence.isWarning) counts[occurrence.origin] += 1;
      const group = findOrBegin(occurrence);
      const isFirst = group.last === undefined;
      group.last = occurrence;
      group.unposted += 1;
      if (isFirst) post(group, occurrence);
      if (group.written === maxLines) {
        group.unwritten += 1;
        return;
      }
      group.written += 1;
      occurrence.write();
    },
    async [Symbol.asyncDispose]() {
      for (const group of groups.values()) {
        clearInterval(group.timer);
        summarise(group);
      }
      groups.clear();
      await webhook?.[Symbol.asyncDispose]();
    },
  };
}

/** No message: it can quote what users wrote. The log has it, and is found by fingerprint or trace. */
function toReport({ kind, unposted: count, firstAt }: Group, { origin, place, traceId }: Occurrence): object {
  return { id: randomUUID(), ...kind, origin, place, count, firstAt, lastAt: new Date(), traceId, version };
}

interface Group {
  kind: ErrorKind;
  last?: Occurrence;
  unposted: number;
  /** Of the occurrences of this window, how many have a log line. */
  written: number;
  unwritten: number;
  firstAt: Date;
  timer: NodeJS.Timeout | undefined;
}

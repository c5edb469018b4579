import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { version } from '../startup/version.ts';
import { type ErrorKind, fingerprintError } from './error-fingerprint.ts';
import {
  createErrorWebhook,
  type ErrorWebhook,
  type ErrorWebhookConfig,
  type ErrorWebhookOptions,
} from './error-webhook.ts';

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
  write(fingerprint: string): void;
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

  const endWindow = (group: Group) => {
    if (group.written === 0) {
      clearInterval(group.timer);
      groups.delete(group.kind.fingerprint);
      return;
    }
    summarise(group, logger);
    if (group.unposted > 0) post(group, webhook);
    Object.assign(group, { written: 0, unwritten: 0, firstAt: new Date() });
  };
  const begin = (kind: ErrorKind, last: Seen): Group => {
    const group = { kind, last, unposted: 0, written: 0, unwritten: 0, firstAt: new Date() };
    const timer = setInterval(() => endWindow(begun), windowMs).unref();
    const begun = Object.assign(group, { timer });
    groups.set(kind.fingerprint, begun);
    return begun;
  };

  return {
    counts,
    deliveries: webhook?.counts,
    add(occurrence) {
      if (!occurrence.isWarning) counts[occurrence.origin] += 1;
      const exact = fingerprintError(occurrence.error, occurrence.place);
      const kind = groups.size < maxGroups || groups.has(exact.fingerprint) ? exact : others;
      const found = groups.get(kind.fingerprint);
      const group = found ?? begin(kind, occurrence);
      group.last = toSeen(occurrence);
      group.unposted += 1;
      if (!found) post(group, webhook);
      if (group.written === maxLines) {
        group.unwritten += 1;
        return;
      }
      group.written += 1;
      occurrence.write(kind.fingerprint);
    },
    async [Symbol.asyncDispose]() {
      for (const group of groups.values()) {
        clearInterval(group.timer);
        summarise(group, logger);
      }
      groups.clear();
      await webhook?.[Symbol.asyncDispose]();
    },
  };
}

function summarise({ kind, last, written, unwritten }: Group, logger: ErrorReportsOptions['logger']): void {
  if (unwritten === 0) return;
  const { fingerprint, name, code } = kind;
  const fields = { fingerprint, name, code, place: last.place, count: written + unwritten };
  logger[last.isWarning ? 'warn' : 'error'](fields, 'An error went on, more often than it was logged');
}

/** No message: it can quote what users wrote. The log has it, and is found by fingerprint or trace. */
function post(group: Group, webhook: ErrorWebhook | undefined): void {
  const { kind, firstAt, unposted: count } = group;
  const { origin, place, traceId, isWarning } = group.last;
  group.unposted = 0;
  if (isWarning) return;
  const lastAt = new Date();
  webhook?.send({ id: randomUUID(), ...kind, origin, place, count, firstAt, lastAt, traceId, version });
}

/** What is kept of an occurrence: not the error, nor what its log line holds. */
function toSeen({ origin, place, traceId, isWarning = false }: Occurrence): Seen {
  return { origin, place, traceId, isWarning };
}

type Seen = Pick<Occurrence, 'origin' | 'place' | 'traceId' | 'isWarning'>;

interface Group {
  kind: ErrorKind;
  last: Seen;
  unposted: number;
  /** Of the occurrences of this window, how many have a log line. */
  written: number;
  unwritten: number;
  firstAt: Date;
  timer: NodeJS.Timeout;
}

import { randomUUID } from 'node:crypto';
import type { TraceContext } from '@dunlin/api';

/** Version, trace id, span id, flags; what later versions add stands behind another dash. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const sampled = 1;

/** The trace that a `traceparent` header names; undefined for what W3C Trace Context does not allow. */
export function parseTraceparent(header: unknown): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', rest] =
    (typeof header === 'string' && pattern.exec(header)) || [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & sampled };
}

export function toTraceparent({ traceId, spanId, traceFlags }: TraceContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & sampled}`;
}

/** A trace that nobody records: its id ties log lines together. */
export function createTraceContext(): TraceContext {
  const uuid = randomUUID();
  // Its second half holds the variant of a UUID, so it is never all zeros.
  const spanId = uuid.slice(19, 23) + uuid.slice(24);
  const traceId = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + spanId;
  return { traceId, spanId, traceFlags: 0 };
}

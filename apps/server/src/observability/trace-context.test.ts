import { expect, test } from 'vitest';
import { createTraceContext, parseTraceparent, toTraceparent } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test.each([
  { header: `00-${traceId}-${spanId}-01`, traceFlags: 1 },
  { header: `00-${traceId}-${spanId}-00`, traceFlags: 0 },
  { header: `00-${traceId}-${spanId}-03`, traceFlags: 1 },
  { header: `cc-${traceId}-${spanId}-01-what-the-future-brings`, traceFlags: 1 },
])('$header is honoured', ({ header, traceFlags }) => {
  expect(parseTraceparent(header)).toEqual({ traceId, spanId, traceFlags });
});

test.each([
  undefined,
  '',
  traceId,
  `00-${traceId}-${spanId}`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `ff-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01-more`,
  `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01\n`,
])('%j is no traceparent', (header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

test('a trace of our own can be told to others', () => {
  const trace = createTraceContext();
  expect(parseTraceparent(toTraceparent(trace))).toEqual(trace);
});

import type { DunlinError, DunlinErrorCode } from '@dunlin/sdk';
import { isTransient } from '../error-answer.ts';

/** A server that fails on one write so often in a row, and for so long, does so because of the write. */
const blameAfter = { failures: 20, ms: 10 * 60_000 };

/** Of what happened to the sender, the line, what stands in between or the server, not of the write. */
const passing: readonly DunlinErrorCode[] = [
  ...(['SESSION_ENDED', 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'STORAGE_FAILED'] as const),
  ...(['ABORTED', 'REQUEST_ABORTED', 'REQUEST_TIMEOUT', 'INVALID_RESPONSE', 'INTERNAL'] as const),
  'STORAGE_FULL',
];

/** Whether the same write may succeed later. */
export function isPassing(error: DunlinError): boolean {
  return isTransient(error) || passing.includes(error.code);
}

/** Tells of each failure whether the write is what the server fails on. */
export function createBlame(now: () => number): (writeId: string, error: DunlinError) => boolean {
  let failing: { writeId: string; failures: number; since: number } | undefined;
  return (writeId, { code }) => {
    if (code !== 'INTERNAL') failing = undefined;
    else if (failing?.writeId !== writeId) failing = { writeId, failures: 1, since: now() };
    else failing.failures++;
    return (
      failing !== undefined &&
      failing.failures >= blameAfter.failures &&
      now() - failing.since >= blameAfter.ms
    );
  };
}

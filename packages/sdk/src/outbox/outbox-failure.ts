import type { DunlinError, DunlinErrorCode } from '@dunlin/sdk';
import { isTransient } from '../error-answer.ts';

/** Of what happened to the sender, the line or what stands in between, not of the write. */
const passing: readonly DunlinErrorCode[] = [
  ...(['SESSION_ENDED', 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'STORAGE_FAILED'] as const),
  ...(['ABORTED', 'REQUEST_ABORTED', 'REQUEST_TIMEOUT', 'INVALID_RESPONSE', 'INTERNAL'] as const),
];

/** Whether the same write may succeed later. */
export function isPassing(error: DunlinError): boolean {
  return isTransient(error) || passing.includes(error.code);
}

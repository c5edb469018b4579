import type { DunlinError } from '@dunlin/sdk';
import type { Call } from '../call.ts';
import { toDunlinError } from '../error-answer.ts';
import { backoffMs, delay, type RetryOptions } from '../retry.ts';
import { type FileUpload, remainingMs } from './file-upload.ts';

/** A server that has failed so often on a part does so because of it. */
const maxServerFailures = 4;

/** What has come is worth a wait for which any other call fails: as long as the server asks for, and after an error of its own. */
export function patiently(attempt: (call: Call) => Promise<void>, upload: FileUpload) {
  return async (call: Call): Promise<void> => {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt(call);
      } catch (cause) {
        const error = toDunlinError(cause, call.signal);
        const waitMs = waitAfter(error, failures, upload.internals.retry);
        if (waitMs === undefined || waitMs >= remainingMs(upload)) throw error;
        await delay(waitMs, call.signal);
        call.signal.throwIfAborted();
      }
    }
  };
}

function waitAfter(error: DunlinError, failures: number, retry: RetryOptions): number | undefined {
  const { code, retryAfterMs = 0 } = error;
  if (code === 'INTERNAL')
    return failures < maxServerFailures ? retryAfterMs + backoffMs(failures, retry) : undefined;
  // Shorter waits are those of every call.
  return retryAfterMs > retry.maxDelayMs ? retryAfterMs + backoffMs(0, retry) : undefined;
}

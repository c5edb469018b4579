import { type Call, runCall } from '../call.ts';
import type { Internals } from '../internals.ts';
import type { SignIn } from '../sign-in.ts';

/** A server that is there has answered a request by then. */
const leastAttemptMs = 30_000;

/** A file under way. */
export interface FileUpload {
  internals: Internals;
  owner: Promise<SignIn>;
  file: Blob;
  altText?: string | undefined;
  signal?: AbortSignal | undefined;
  idempotencyKey: string;
  /** Whether somebody may come back with the same key. */
  mayResume: boolean;
  /** By the clock of `performance`. */
  endsAt: number;
  /** Told how many bytes are on their way or have arrived. */
  tell: (sentBytes: number) => void;
}

/** Runs one call of an upload for its owner, in the time that is left. @throws DunlinError */
export function runUploadCall<Answer>(
  upload: FileUpload,
  attempt: (call: Call) => Promise<Answer>,
  retry = upload.internals.retry,
): Promise<Answer> {
  const { internals, owner, signal } = upload;
  const timeoutMs = remainingMs(upload);
  return runCall({ ...internals, retry, owner, timeoutMs, leastAttemptMs, signal, attempt });
}

/** A call whose time is up at once says so. */
export function remainingMs({ endsAt }: FileUpload): number {
  return Math.max(endsAt - performance.now(), 1);
}

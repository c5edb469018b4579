import { type DunlinError, type DunlinErrorCode, isDunlinError } from './dunlin-error.ts';
import type { ErrorCodeOf } from './operation.ts';

/**
 * The outcome of a call as a value, whose error has the codes of just that operation. Errors that are not a DunlinError are
 * still thrown.
 * @example
 * const { data, error } = await safe(client.tweets.get({ id }));
 * if (error?.code === 'TWEET_NOT_FOUND') showThatItIsGone();
 */
export async function safe<Call extends Promise<unknown>>(
  call: Call,
): Promise<Outcome<Awaited<Call>, ErrorCodeOf<Call>>> {
  try {
    return { data: await call, error: undefined };
  } catch (error) {
    // `as`: what the call says of itself; a server that is newer than this client may know more codes.
    if (isDunlinError(error)) return { data: undefined, error: error as DunlinError<ErrorCodeOf<Call>> };
    throw error;
  }
}

export type Outcome<Data, Code extends DunlinErrorCode = DunlinErrorCode> =
  | { data: Data; error: undefined }
  | { data: undefined; error: DunlinError<Code> };

import { type DunlinError, isDunlinError } from './dunlin-error.ts';
import { operationErrors } from './generated/operation-errors.ts';
import type { ErrorCodeOf } from './operation.ts';

/**
 * Whether something caught is a DunlinError that an operation can fail with, which then has just its codes.
 * @param operation one of a client's; of a stand-in, as in a test of an app, all codes are taken to be its own
 * @example
 * try {
 *   await client.tweets.create({ text, replyToId });
 * } catch (error) {
 *   if (!isErrorOf(client.tweets.create, error)) throw error;
 *   if (error.code === 'REPLY_NOT_ALLOWED') hideReplyButton();
 * }
 */
export function isErrorOf<Operation extends (...args: never[]) => unknown>(
  operation: Operation,
  error: unknown,
): error is DunlinError<ErrorCodeOf<Operation>> {
  if (!isDunlinError(error)) return false;
  const { code } = error;
  const { name } = operation;
  const own = Object.hasOwn(operationErrors, name) ? operationErrors[name] : undefined;
  return own === undefined || own.includes(code) || !isOfSomeOperation(code);
}

/** Whether a code tells of what operations do; with the others, every call can fail. */
function isOfSomeOperation(code: string): boolean {
  return Object.values(operationErrors).some((codes) => codes.includes(code));
}

import type { FastifyBaseLogger } from 'fastify';
import { describeHttpError } from './problem.ts';

/** Logs what the caller is not told: the cause of an error that is ours. Whatever the caller did wrong is not logged. */
export function logFailure(log: FastifyBaseLogger, error: unknown, operation?: string): void {
  const { code } = describeHttpError(error);
  if (code === 'INTERNAL') log.error({ err: error, operation }, 'A request failed');
  if (code === 'UNAVAILABLE') log.warn({ err: error, operation }, 'A request could not be served now');
}

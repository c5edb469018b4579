import { AppError, type ErrorCode } from '@dunlin/api';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type {} from '../http/fastify-fields.ts';
import { describeFailure, describeHttpError } from '../http/problem.ts';
import type { Observability } from './observability.ts';

/** Logs and reports what the caller is not told: the cause of an error that is ours. Whatever the caller did wrong is not logged. */
export function logFailure(request: FastifyRequest, error: unknown, operation = 'none'): void {
  const { code } = describeFailure(error, request);
  if (!isOurs(code) || isRefusal(error)) return;
  const { log, trace, server } = request;
  const { observer, reports } = server.observability;
  const isWarning = code !== 'INTERNAL';
  const traceId = (observer.traceOf(error) ?? trace)?.traceId;
  reports.add({
    error,
    origin: 'request',
    place: operation,
    traceId,
    isWarning,
    write(fingerprint) {
      // The lines of a request name its trace; those of a socket do not, because each of its calls has its own.
      const fields = { err: error, operation, fingerprint, ...(!trace && { traceId }) };
      if (isWarning) log.warn(fields, 'A request could not be served now');
      else log.error(fields, 'A request failed');
    },
  });
}

function isOurs(code: ErrorCode): boolean {
  return code === 'INTERNAL' || code === 'UNAVAILABLE' || code === 'STORAGE_FULL';
}

/** What is refused because a disk is nearly full has been logged once; one that is full was not foreseen. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.appCode === 'STORAGE_FULL';
}

/** The same for what fails outside of requests. */
export function logBackgroundFailure(
  { observer, reports }: Observability,
  {
    error,
    job,
    logger,
  }: { error: unknown; job: { name: string; id: string } | undefined; logger: FastifyBaseLogger },
): void {
  const { code } = describeHttpError(error);
  const isWarning = isOurs(code) && code !== 'INTERNAL';
  const traceId = observer.traceOf(error)?.traceId;
  reports.add({
    error,
    origin: job ? 'job' : 'background',
    place: job?.name ?? 'none',
    traceId,
    isWarning,
    write: (fingerprint) =>
      logger[isWarning ? 'warn' : 'error'](
        { err: error, job, fingerprint, traceId },
        job ? 'A job failed' : 'Work in the background failed',
      ),
  });
}

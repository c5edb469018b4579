import type { ErrorReports } from '../observability/error-reports.ts';
import type { Logger } from '../observability/logger.ts';

/** A terminal and npm each deliver one Ctrl+C; later than this it is a second one. */
const sameKeypressMs = 500;

/**
 * Resolves with the exit code when the process is told to stop, or something that nobody handled has failed. Being told
 * again ends the process at once.
 */
export function waitForStop(logger: Logger, reports: ErrorReports): Promise<number> {
  return new Promise((resolve) => {
    let toldAt: number | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      if (toldAt === undefined) {
        toldAt = performance.now();
        logger.info({ signal }, 'Stopping; once more to stop at once');
        resolve(0);
      } else if (performance.now() - toldAt > sameKeypressMs) {
        process.exit(130);
      }
    };
    const onFailure = (err: unknown) => {
      reports.add({
        error: err,
        origin: 'background',
        place: 'process',
        write: (fingerprint) =>
          logger.fatal({ err, fingerprint }, 'Something failed that nobody handled; stopping'),
      });
      if (toldAt !== undefined) process.exitCode = 1;
      toldAt ??= performance.now();
      resolve(1);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    process.on('uncaughtException', onFailure).on('unhandledRejection', onFailure);
  });
}

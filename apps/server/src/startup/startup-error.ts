import { EmbeddedPostgresError, UnsupportedPostgresError } from '@dunlin/db';

/** Why the server cannot start, said to the person who starts it: what is wrong and what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** The message for errors that the person who starts the server can mend; undefined for any other, which is a bug. */
export function explainStartupError(error: unknown): string | undefined {
  const isOurs =
    error instanceof StartupError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof UnsupportedPostgresError ||
    // By its name: its class is loaded only where there is a Redis.
    (error instanceof Error && error.name === 'RedisUnusableError');
  return isOurs ? error.message : undefined;
}

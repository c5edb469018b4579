import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from '../startup/config.ts';

export type { Logger };

const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'currentPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'connectionParams',
];

/** A line waits no longer than this for others. */
const flushMs = 100;

/** One JSON object a line, on standard output unless told otherwise, without secrets. */
export function createLogger(
  level: Config['logLevel'],
  // Many lines in one write. Those that wait are written when the process ends, unless it is killed.
  destination: DestinationStream = pino.destination({
    ...{ dest: 1, sync: false },
    ...{ minLength: 4096, periodicFlush: flushMs },
  }),
): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
    serializers: { err: toLoggedError, path: withoutQuery, url: withoutQuery },
  };
  return pino(options, destination);
}

/** Without what a driver adds to its errors: those fields quote rows. */
function toLoggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error, message: messageOf(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause !== undefined && { cause: toLoggedError(cause) }) };
}

/** Some libraries throw objects that are no errors, such as tus `{ status_code, body }`. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, body }: { message?: unknown; body?: unknown } = thrown;
  const text = [message, body].find((value) => typeof value === 'string');
  return text ?? `an object with ${Object.keys(thrown).join(', ') || 'nothing in it'}`;
}

/** The query of a URL may hold tokens: connection parameters do. */
function withoutQuery(url: unknown): unknown {
  return typeof url === 'string' ? url.split('?')[0] : url;
}

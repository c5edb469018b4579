import type { CallOperation } from './calls.ts';
import { DunlinError } from './dunlin-error.ts';
import type { Fetch } from './http.ts';
import type { Line } from './line.ts';
import type { RetryOptions } from './retry.ts';
import type { Session } from './session.ts';

/** Of a client, for the entries beside the main one: whoever does not import them pays for nothing else. */
export interface Internals {
  baseUrl: string;
  fetch: Fetch;
  /** Whether the app brought it. */
  isFetchOwn: boolean;
  session: Session;
  line: Line;
  retry: RetryOptions;
  call: CallOperation;
}

/** The same in every copy of this package, as of ESM and of CommonJS. */
const key = Symbol.for('dunlin.internals');

export function withInternals<Client extends object>(client: Client, internals: Internals): Client {
  return Object.defineProperty(client, key, { value: internals, configurable: true });
}

/** @throws DunlinError INVALID_OPTIONS */
export function internalsOf(client: object): Internals {
  const internals: Internals | undefined = Reflect.get(client, key);
  if (internals) return internals;
  throw new DunlinError(
    'INVALID_OPTIONS',
    'The client must be one that createClient made, and no copy of its parts.',
  );
}

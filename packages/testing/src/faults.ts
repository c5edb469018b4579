import type { Operations } from '@dunlin/sdk';

/** What happens to a request: exactly one of the three. */
export type Fault =
  /** Answered with this, as by a proxy before the server, which does not see it. */
  | { status: number; retryAfterSeconds?: number }
  /** `drop-request`: the connection ends, and nothing is done. `drop-answer`: all is done, and the connection ends in place of the answer. */
  | { drop: 'request' | 'answer' }
  /** Reaches the server so much later. */
  | { delayMs: number };

export type FaultRule = Fault & {
  /** Whom it meets, such as `tweets.create`; any request unless given. A batch of reads counts as each of its operations. */
  operation?: OperationName;
  /** So many requests, then it is over; 1 unless given. */
  times?: number;
};

/** Dotted names of operations, streams left out: these have connections of their own. */
export type OperationName = NamesOf<Operations>;

type NamesOf<Level, Prefix extends string = ''> = {
  [Name in keyof Level & string]: Level[Name] extends (...args: never) => AsyncGenerator
    ? never
    : Level[Name] extends (...args: never) => unknown
      ? `${Prefix}${Name}`
      : NamesOf<Level[Name], `${Prefix}${Name}.`>;
}[keyof Level & string];

import type { DunlinError, ErrorCodeOf, Operations } from '@dunlin/sdk';
import type { PathOf } from '../operation-path.ts';

/** What can wait: every write but those that sign in and out, or act for who is not signed in. */
export type OutboxPath = Exclude<PathOf<'write'>, `auth.${string}` | `suspension.${string}`>;

/** A write that waits to be sent. A store keeps all of it; JSON can hold it. */
export type OutboxWrite = { [Path in OutboxPath]: WriteOf<Path> }[OutboxPath];

export interface WriteOf<Path extends OutboxPath> {
  /** Its place in the order of all, and its idempotency key. */
  id: string;
  /** Whose it is. */
  userId: string;
  path: Path;
  input: InputOf<Path>;
  /** When it was first sent, if it was, in Unix milliseconds by this device's clock. */
  sentAt?: number;
  /** The id that it was answered with, and when: it waits no more, and is kept for an hour, or as long as one waits that refers to it, without its input. */
  answer?: { id: string; at: number };
}

/** A write that has been done, and what the server answered. */
export type SentWrite = {
  [Path in OutboxPath]: Omit<WriteOf<Path>, 'answer'> & { answer: AnswerOf<Path> };
}[OutboxPath];

/**
 * A write that will not be sent any more, and why:
 * - `refused`: by the server, for good;
 * - `unknown`: it was sent, had no answer, and could not be sent again in time; it may have been done;
 * - `depends`: it needs the answer to the write `on`, which is not to be had.
 */
export type RefusedWrite = {
  [Path in OutboxPath]: WriteOf<Path> &
    (
      | { reason: 'refused'; error: DunlinError<ErrorCodeOf<OperationAt<Path>>> }
      | { reason: 'unknown' }
      | { reason: 'depends'; on: string }
    );
}[OutboxPath];

export type InputOf<Path extends OutboxPath> =
  OperationAt<Path> extends (input: infer Input, ...rest: never[]) => unknown ? NonNullable<Input> : never;

type AnswerOf<Path extends OutboxPath> =
  OperationAt<Path> extends (...args: never[]) => Promise<infer Answer> ? Answer : never;

type OperationAt<Path extends string, Level = Operations> = Path extends `${infer Name}.${infer Rest}`
  ? OperationAt<Rest, Level[Name & keyof Level]>
  : Extract<Level[Path & keyof Level], (...args: never[]) => unknown>;

import type { DunlinErrorCode } from './dunlin-error.ts';
import type { ErrorCode, ReadErrorCode } from './generated/error-codes.ts';
import type { Page } from './pages.ts';

export interface CallOptions {
  /** Ends the call with the error ABORTED. */
  signal?: AbortSignal | undefined;
  /** How long it may take with all its attempts, in milliseconds; then it ends with the error TIMEOUT. Default: the client's, and half an hour for uploads. */
  timeoutMs?: number | undefined;
}

export interface WriteOptions extends CallOptions {
  /** Names this write, so that repeating it, even in another process, does it once. Default: a random one per call. */
  idempotencyKey?: string | undefined;
}

export interface StreamOptions {
  /** Ends the stream, without an error. */
  signal?: AbortSignal | undefined;
}

/** Of operations that ask for nothing: left out, or `{}` before options. */
export type NoInput = Record<string, never>;

/** Reads one page, or all from `cursor` on, page by page or item by item. */
export interface List<Input, Result extends Page<unknown>, Code extends ErrorCode = never> {
  (...args: ListArguments<Input>): Promise<Result> & Throws<Code | 'INVALID_CURSOR' | ReadErrorCode>;
  /** The `nextCursor` of a page, saved, is the `cursor` to go on from. */
  pages(...args: ListArguments<Input>): AsyncGenerator<Result, void, undefined>;
  items(...args: ListArguments<Input>): AsyncGenerator<Result['items'][number], void, undefined>;
}

/** An input of which nothing must be given can be left out. */
type ListArguments<Input> =
  Record<never, never> extends Input
    ? [input?: Input, options?: CallOptions]
    : [input: Input, options?: CallOptions];

/** Every event of a stream. */
export interface LiveEvent {
  /** Saved, it is the `lastEventId` to resume from: then what came in between is delivered first. */
  id: string;
}

/** Says with which codes a call can fail, to `safe` and `isErrorOf`; there is nothing of it at run time. */
export interface Throws<Code extends ErrorCode> {
  readonly [throws]?: Code;
}

declare const throws: unique symbol;

/** What any call can fail with before an operation of the server has it. */
export type TransportErrorCode =
  | Exclude<DunlinErrorCode, ErrorCode | 'INVALID_OPTIONS'>
  | Extract<
      ErrorCode,
      | 'SESSION_ENDED'
      | 'OPERATION_NOT_FOUND'
      | 'ORIGIN_NOT_ALLOWED'
      | 'MALFORMED_REQUEST'
      | 'HEADERS_TOO_LARGE'
    >;

/** With what a call, a stream or an operation can fail; every code where that is not known. */
export type ErrorCodeOf<Source> = Source extends (...args: never[]) => infer Result
  ? ErrorCodeOf<Result>
  : Source extends { readonly [throws]?: infer Code extends ErrorCode }
    ? Code | TransportErrorCode
    : DunlinErrorCode;

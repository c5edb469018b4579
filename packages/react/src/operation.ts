import type { CallOptions, DunlinError, ErrorCodeOf, Page, WriteOptions } from '@dunlin/sdk';

/** An operation of a client that answers with one thing. */
export type ReadOperation = (input: never, options?: CallOptions) => Promise<unknown>;

/** An operation of a client that answers with pages. */
export type ListOperation = (input: never, options?: CallOptions) => Promise<Page<unknown>>;

/** An operation of a client that changes something. */
export type WriteOperation = (input: never, options?: WriteOptions) => Promise<unknown>;

export type InputOf<Operation extends ReadOperation> = NonNullable<Parameters<Operation>[0]> & object;

/** Its input as it is passed on: left out where the operation lets it be. */
export type InputArgument<Operation extends ReadOperation> = undefined extends Parameters<Operation>[0]
  ? [input?: InputOf<Operation>]
  : [input: InputOf<Operation>];

export type AnswerOf<Operation extends ReadOperation> = Awaited<ReturnType<Operation>>;

export type ItemOf<Operation extends ListOperation> = AnswerOf<Operation>['items'][number];

/** What exactly this operation can fail with. */
export type ErrorOf<Operation extends ReadOperation> = DunlinError<ErrorCodeOf<Operation>>;

/** What exactly this stream can end with. */
export type StreamErrorOf<Stream> = DunlinError<ErrorCodeOf<Stream>>;

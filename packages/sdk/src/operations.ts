import type { CallOperation, OperationOptions } from './calls.ts';
import { operationKinds } from './generated/operation-kinds.ts';
import type { Operations } from './generated/operations.ts';
import type { Stream } from './live/stream.ts';
import { named } from './named.ts';
import type { CallOptions, StreamOptions } from './operation.ts';
import type { OperationKind } from './operation-path.ts';
import { type Page, readItems, readPages } from './pages.ts';
import type { Session } from './session.ts';

/** The functions of a client: one for each operation that there is. */
export function createOperations(transports: Transports): Operations {
  // `as`: the table that the functions are made of and the types are generated from the same router.
  return createLevel(transports, operationKinds, []) as Operations;
}

function createLevel(transports: Transports, level: Level, names: readonly string[]): object {
  const entries = Object.entries(level).map(([name, kind]) => {
    const path = [...names, name];
    if (typeof kind === 'object') return [name, createLevel(transports, kind, path)];
    return [name, named(path.join('.'), createOperation(transports, kind, path.join('.')))];
  });
  return Object.fromEntries(entries);
}

function createOperation({ call, stream, session }: Transports, kind: OperationKind, path: string): object {
  if (kind === 'live')
    return (input: object = {}, { signal }: StreamOptions = {}) => stream(path, input, signal);
  const operation = { path, isWrite: kind === 'write' };
  const run = async (input: object = {}, options?: OperationOptions) => call(operation, input, options);
  if (kind !== 'list') return run;

  const pages = (input: object = {}, options?: CallOptions) => {
    // All pages are read for whoever began.
    const own = { ...options, owner: session.owner() };
    own.owner.catch(() => {});
    // `as`: lists answer with pages.
    return readPages(async (part) => (await run(part, own)) as Page<unknown>, input);
  };
  const items = (...args: Parameters<typeof pages>) => readItems(pages(...args));
  return Object.assign(run, { pages, items });
}

interface Transports {
  call: CallOperation;
  stream: Stream;
  session: Session;
}

interface Level {
  readonly [name: string]: OperationKind | Level;
}

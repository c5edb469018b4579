import { isDunlinError } from '../dunlin-error.ts';
import { named } from '../named.ts';
import type { OperationKind } from '../operation-path.ts';
import { type Page, readItems, readPages } from '../pages.ts';

const defaultLimit = 20;

/** An operation that does what its stand-in says. */
export function createMockOperation(kind: OperationKind, path: readonly string[], given: unknown): unknown {
  const name = path.join('.');
  if (kind === 'list') return named(name, createMockList(toReader(given, path)));
  if (typeof given === 'function') return given;
  const failure = isDunlinError(given) ? given : missing(path);
  if (kind !== 'live') return named(name, () => Promise.reject(failure));
  return named(
    name,
    // biome-ignore lint/correctness/useYield: it fails before there is an event.
    async function* () {
      throw failure;
    },
  );
}

function createMockList(read: ReadPage) {
  const pages = (input: object = {}, options?: object) => readPages((part) => read(part, options), input);
  const items = (...args: Parameters<typeof pages>) => readItems(pages(...args));
  return Object.assign((input: object = {}, options?: object) => read(input, options), { pages, items });
}

function toReader(given: unknown, path: readonly string[]): ReadPage {
  // `as`: the types of stand-ins say so.
  if (typeof given === 'function') return given as ReadPage;
  if (Array.isArray(given)) return async (input) => pageOf(given, input);
  const failure = isDunlinError(given) ? given : missing(path);
  return () => Promise.reject(failure);
}

/** A cursor is the place that the page begins at. */
function pageOf(items: readonly unknown[], { cursor = '0', limit = defaultLimit }: PageInput): Page<unknown> {
  const end = Number(cursor) + limit;
  return { items: items.slice(Number(cursor), end), nextCursor: end < items.length ? String(end) : null };
}

function missing(path: readonly string[]): Error {
  const standIn = path.reduceRight((inner, name) => `{ ${name}: ${inner} }`, '…');
  return new Error(
    `${path.join('.')} was called, and the mock client has no stand-in for it: createMockClient(${standIn}).`,
  );
}

type ReadPage = (input: PageInput, options?: object) => Promise<Page<unknown>>;

interface PageInput {
  cursor?: string;
  limit?: number;
}

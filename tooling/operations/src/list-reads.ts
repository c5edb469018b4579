import type { Operation } from '@dunlin/harness/read-api';
import { type Case, notCalled } from './cases.ts';

const file = 'tooling/operations/src/cases.ts';

export interface Read {
  operation: Operation;
  case: Case;
}

/**
 * Every read of the document with all that is to be asked of it.
 * @throws TypeError when one needs what no line of the cases gives, or a line is of none
 */
export function listReads(operations: readonly Operation[], cases: Record<string, Case[]>): Read[] {
  const reads = operations.filter(({ method, isStream }) => method === 'GET' && !isStream);
  for (const id of [...Object.keys(cases), ...Object.keys(notCalled)])
    if (!reads.some((read) => read.id === id))
      throw new TypeError(
        `${file} has a line for ${id}, which no read of /openapi.json is called. Take it out.`,
      );
  return reads
    .filter(({ id }) => !(id in notCalled))
    .flatMap((operation) => casesOf(operation, cases).map((each) => ({ operation, case: each })));
}

function casesOf({ id, parameters }: Operation, cases: Record<string, Case[]>): Case[] {
  const own = cases[id] ?? [{ name: '', values: {} }];
  const needed = parameters.filter(({ required }) => required).map(({ name }) => name);
  const missing = own.flatMap(({ values }) => needed.filter((name) => !(name in values)));
  if (missing.length > 0)
    throw new TypeError(
      `${id} needs ${missing.map((name) => `\`${name}\``).join(', ')}, and ${file} does not say what to ask it for. ` +
        'Give it a line in `listCases`, with what there is most of in the world, or one in `notCalled` with the reason.',
    );
  return own;
}

/** Where a page is asked for. */
export function toPath(
  { operation: { path, parameters }, case: { values } }: Read,
  { callerId, page }: { callerId: string; page: { limit: number; cursor?: string | undefined } },
): string {
  const toValue = (name: string) => (values[name] === 'me' ? callerId : (values[name] ?? ''));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(toValue(name)));
  const takes = (name: string) => parameters.some((each) => each.in === 'query' && each.name === name);
  const query = new URLSearchParams(
    Object.keys(values)
      .filter(takes)
      .map((name): [string, string] => [name, toValue(name)]),
  );
  if (takes('limit')) query.set('limit', String(page.limit));
  if (page.cursor !== undefined) query.set('cursor', page.cursor);
  return query.size === 0 ? filled : `${filled}?${query}`;
}

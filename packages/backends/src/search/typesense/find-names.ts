import type { NameSearch } from '../search.ts';
import { type CollectionSearch, search } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { listTerms, toKeys } from './name-terms.ts';
import type { Kind } from './schema.ts';

/** Typesense answers no more at once. */
const maxCandidates = 250;

export interface Named {
  id: string;
  name: string;
}

/**
 * Candidates for a name: those that are called so, some that begin so and some that look so. Typesense puts none of them in
 * the order that the port asks for; the caller does.
 */
export async function findNames<Document extends Named>(
  { send, collections }: TypesenseContext,
  {
    kind,
    spelt,
    name,
    sort,
    signal,
  }: { kind: Kind; spelt: string; name: string; sort: string; signal: NameSearch['signal'] },
): Promise<Document[]> {
  const terms = listTerms(name);
  if (terms.length === 0) return [];
  const all = { collection: collections[kind], per_page: maxCandidates, exclude_fields: 'n,terms,keys' };
  const exact = toKeys(spelt, name);
  const searches: CollectionSearch[] = [{ ...all, q: '*', filter_by: `keys:=[${exact.join()}]` }];
  // With its words apart, as in a display name, and as one, as punctuation stands in a username.
  for (const q of new Set([terms.join(' '), terms.join('')])) {
    const completed = { ...all, q, query_by: 'terms', max_candidates: 1_000 };
    searches.push({ ...completed, sort_by: sort, num_typos: 0, drop_tokens_threshold: 0 });
    // By default it looks for typos only where it finds nothing else.
    searches.push({ ...completed, typo_tokens_threshold: maxCandidates });
  }
  const results = await search<Document>(send, searches, { signal });
  const byId = new Map(
    results.flatMap(({ documents }) => documents.map((document) => [document.id, document])),
  );
  return [...byId.values()];
}

/** The hits of a page: in the order of their distance, then of their id. */
export function toPage<Candidate extends { id: string; distance: number }>(
  candidates: readonly Candidate[],
  { limit, after }: NameSearch,
): (Candidate & { position: string })[] {
  const [distance = '-1', id = ''] = after?.split(' ') ?? [];
  const last = { distance: Number(distance), id };
  return candidates
    .toSorted(compare)
    .filter((candidate) => compare(candidate, last) > 0)
    .slice(0, limit)
    .map((candidate) => ({ ...candidate, position: `${candidate.distance} ${candidate.id}` }));
}

function compare(a: { id: string; distance: number }, b: { id: string; distance: number }): number {
  return a.distance - b.distance || a.id.length - b.id.length || (a.id < b.id ? -1 : Number(a.id > b.id));
}

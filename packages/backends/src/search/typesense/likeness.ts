import { listTerms } from './name-terms.ts';

/** How alike two names are, from 0 to 1, by the pairs and triples of letters that they share: what pg_trgm calls similarity. */
export function likenessOf(asked: string, name: string): number {
  const wanted = trigramsOf(asked);
  const whole = similarity(wanted, trigramsOf(name));
  return Math.max(whole, ...listTerms(name).map((term) => similarity(wanted, trigramsOf(term))));
}

/** Names that are less alike are not found; pg_trgm's own bound. */
export const minLikeness = 0.3;

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

function trigramsOf(name: string): Set<string> {
  const trigrams = new Set<string>();
  for (const term of listTerms(name)) {
    const padded = `  ${term} `;
    for (let start = 0; start + 3 <= padded.length; start++) trigrams.add(padded.slice(start, start + 3));
  }
  return trigrams;
}

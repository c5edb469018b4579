import type { Visited } from './visit-pages.ts';

/** What one page was for somebody. */
export interface Measurement extends Visited {
  /** Of the first answer that was timed, when some of what it needs may not be in a cache yet. */
  firstMs: number;
  p50Ms: number;
  p95Ms: number;
  /** What the answer needs of the database, as a rule. */
  statements: number;
  rows: number;
  buffers: number;
  /** Tables that were read whole, and that are not small. */
  scanned: string[];
}

export function keyOf({ operation, case: name, caller, page }: Visited): string {
  return `${operation}${name && `, ${name}`}, ${page} page, ${caller}`;
}

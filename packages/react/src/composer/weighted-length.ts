import { weightedLength as asServerCounts } from '@dunlin/api/tweet-text';

/**
 * The length of a text as the server counts it: CJK and emoji are 2, a URL is 23, most other characters 1.
 * @example const remaining = 280 - weightedLength(text);
 */
export function weightedLength(text: string): number {
  return asServerCounts(text);
}

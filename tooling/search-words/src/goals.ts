import type { PairsOfLanguage } from './measure-pairs.ts';

/** Of the pairs, in the mean of the languages. */
export const leastMean = 0.66;

/** Of Lucene's false friends. */
const mostFalseFriends = 1.1;

/** What does not hold of the goals, in words. */
export function listFailures(languages: readonly PairsOfLanguage[]): string[] {
  const mean = meanOf(languages, ({ ours }) => ours.share);
  const failures = mean < leastMean ? [`the mean is ${toPercent(mean)}, not ${toPercent(leastMean)}`] : [];
  for (const { language, ours, lucene } of languages) {
    if (!lucene) continue;
    if (ours.share < lucene.share)
      failures.push(
        `${language}: ${toPercent(ours.share)} of the pairs meet, ${toPercent(lucene.share)} in Lucene`,
      );
    if (ours.falseFriends > mostFalseFriends * lucene.falseFriends)
      failures.push(
        `${language}: ${ours.falseFriends.toFixed(0)} false friends of 1,000 lemmas, ${lucene.falseFriends.toFixed(0)} in Lucene`,
      );
  }
  return failures;
}

export function meanOf<Item>(items: readonly Item[], toNumber: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + toNumber(item), 0) / items.length;
}

export function toPercent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

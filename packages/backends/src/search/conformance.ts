import { describe } from 'vitest';
import { describeComparing } from './conformance/comparing.ts';
import { describeExactNames, describeExclusions } from './conformance/exactly.ts';
import {
  describeFilters,
  describeHighlights,
  describePhrases,
  describeWords,
} from './conformance/finding.ts';
import { createFixture } from './conformance/fixture.ts';
import { describeHashtags, describeUsers } from './conformance/names.ts';
import { describeLongTexts, describePunctuation, describeScripts } from './conformance/scripts.ts';
import { describeTyped } from './conformance/typed.ts';
import {
  describeAbort,
  describePages,
  describeWalks,
  describeWrites,
} from './conformance/writing-and-paging.ts';
import type { Search } from './search.ts';

/**
 * What every implementation of `Search` must pass. `getSearch` gives one that may hold other documents: each test looks
 * for words and names of its own. A write is awaited until it is seen, a second at most.
 */
export function describeSearch(name: string, getSearch: () => Search): void {
  const fixture = createFixture(getSearch);
  describe(`${name} search`, () => {
    describe('words', () => {
      describeWords(fixture);
      describePhrases(fixture);
      describeScripts(fixture);
      describePunctuation(fixture);
      describeLongTexts(fixture);
    });
    describe('words as they are typed', () => describeTyped(fixture));
    describe('filters', () => {
      describeFilters(fixture);
      describeExclusions(fixture);
    });
    describe('names', () => describeExactNames(fixture));
    describe('highlights', () => describeHighlights(fixture));
    describe('writes', () => describeWrites(fixture));
    describe('pages', () => {
      describePages(fixture);
      describeWalks(fixture);
    });
    describe('users', () => describeUsers(fixture));
    describe('hashtags', () => describeHashtags(fixture));
    describe('comparing', () => describeComparing(fixture));
    describe('abort', () => describeAbort(fixture));
  });
}

import type { TweetTerm } from './search.ts';
import { type Spelling, type Stem, stemmedLanguages } from './stems.ts';
import { toWords } from './words.ts';

/** Of a tweet in a language that has no dictionary, every word is its own stem. */
export const otherLanguages = 'und';

/** The languages in which a search is read: all of them, unless it names its own. */
export function languagesOf(terms: readonly TweetTerm[]): readonly string[] {
  const named = terms.find((term) => term.kind === 'lang' && !term.negated);
  return named?.kind === 'lang' ? [named.language] : stemmedLanguages;
}

/** The words that need stems, in every language in which they are looked for. */
export function listStemmedWords(
  ways: readonly (readonly TweetTerm[])[],
): { language: string; word: Spelling }[] {
  return ways.flatMap((terms) => {
    const words = terms.flatMap((term) => (term.kind === 'word' ? toWords(term.text) : []));
    return languagesOf(terms).flatMap((language) => words.map((word) => ({ language, word })));
  });
}

/** Under what a word may stand in a tweet of a language: by its stems, or as it is, since some stems are stemmed again. */
export function toAlternatives(stem: Stem, language: string, word: Spelling): readonly string[] {
  return [...new Set([...stem(language, word), word.word])];
}

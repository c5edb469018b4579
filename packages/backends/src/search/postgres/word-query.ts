import type { TweetTerm } from '../search.ts';
import { toWords } from '../words.ts';
import { toExactLexeme, toSequenceQuery } from './lexemes.ts';
import { type Stem, stemmedLanguages } from './stems.ts';

/** What the words and phrases of a search come to, in each language that a tweet may be in. */
export interface WordQuery {
  /** The text of a tsquery that holds for every tweet that any language finds, for the index; undefined when none is asked for. */
  any: string | undefined;
  /** Texts of tsqueries, each with the languages whose tweets it judges; the one without languages is for all others. */
  byLanguage: { languages: string[] | undefined; query: string }[];
  /** What a tweet in a language may contain of what is asked for: lexemes that stand one after the other. */
  sequences(language: string): string[][];
}

/** The words that need stems, in every language in which they are looked for. */
export function listStemmedWords(terms: readonly TweetTerm[]): { language: string; word: string }[] {
  const words = terms.flatMap((term) => (term.kind === 'word' ? toWords(term.text) : []));
  return languagesOf(terms).flatMap((language) => words.map(({ word }) => ({ language, word })));
}

/** @returns undefined when the search asks for no words at all. */
export function createWordQuery(terms: readonly TweetTerm[], stem: Stem): WordQuery | undefined {
  const asked = terms.flatMap((term) =>
    term.kind === 'word' || term.kind === 'phrase' ? [{ ...term, words: toWords(term.text) }] : [],
  );
  if (asked.length === 0) return;
  type Asked = (typeof asked)[number];
  const positive = asked.filter(({ negated }) => !negated);
  const toSequence = ({ kind, words }: Asked, language: string) =>
    words.map(({ word }) => (kind === 'phrase' ? toExactLexeme(word) : stem(language, word)));
  const toFragment = (term: Asked, language: string) => toSequenceQuery(toSequence(term, language));
  const toQuery = (language: string) =>
    asked.map((term) => `${term.negated ? '!' : ''}${toFragment(term, language)}`).join(' & ');

  const languages = [...languagesOf(terms), otherLanguages];
  const anyOf = (term: Asked) =>
    [...new Set(languages.map((language) => toFragment(term, language)))].join(' | ');
  return {
    any: positive.length === 0 ? undefined : positive.map((term) => `(${anyOf(term)})`).join(' & '),
    byLanguage: [...Map.groupBy(languages, toQuery)].map(([query, judged]) => ({
      query,
      languages: judged.includes(otherLanguages) ? undefined : judged,
    })),
    sequences: (language) => positive.map((term) => toSequence(term, language)),
  };
}

const otherLanguages = 'und';

/** A search that names its language is read in that one alone. */
function languagesOf(terms: readonly TweetTerm[]): readonly string[] {
  const named = terms.find((term) => term.kind === 'lang' && !term.negated);
  return named?.kind === 'lang' ? [named.language] : stemmedLanguages;
}

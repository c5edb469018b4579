import { languagesOf, otherLanguages, toAlternatives } from '../asked-words.ts';
import type { Sequence } from '../highlights.ts';
import type { TweetTerm } from '../search.ts';
import type { Stem } from '../stems.ts';
import { hasForms, toWords } from '../words.ts';
import { toExactLexeme, toSequenceQuery } from './lexemes.ts';

/** What the words and phrases of a search come to, in each language that a tweet may be in. */
export interface WordQuery {
  /** The text of a tsquery that holds for every tweet that any language finds, for the index; undefined when none is asked for. */
  any: string | undefined;
  /** Texts of tsqueries, each with the languages whose tweets it judges; the one without languages is for all others. */
  byLanguage: { languages: string[] | undefined; query: string }[];
  /** What a tweet in a language may contain of what is asked for. */
  sequences(language: string): Sequence[];
}

/** @returns undefined when the search asks for no words at all. */
export function createWordQuery(terms: readonly TweetTerm[], stem: Stem): WordQuery | undefined {
  const asked = terms.flatMap((term) => toAsked(term, stem) ?? []);
  if (asked.length === 0) return;
  const positive = asked.filter(({ negated }) => !negated);
  const toFragment = (term: Asked, language: string) =>
    term.query ?? toSequenceQuery(term.toSequence(language));
  const toQuery = (language: string) =>
    asked.map((term) => `${term.negated ? '!' : ''}${toFragment(term, language)}`).join(' & ');

  const languages = [...languagesOf(terms), otherLanguages];
  const anyOf = (term: Asked) => {
    const sequences = languages.map(term.toSequence);
    if (sequences.every(({ length }) => length === 1)) return toSequenceQuery([unique(sequences.flat(2))]);
    return unique(sequences.map(toSequenceQuery)).join(' | ');
  };
  return {
    any: positive.length === 0 ? undefined : positive.map((term) => `(${anyOf(term)})`).join(' & '),
    byLanguage: [...Map.groupBy(languages, toQuery)].map(([query, judged]) => ({
      query,
      languages: judged.includes(otherLanguages) ? undefined : judged,
    })),
    sequences: (language) => positive.map(({ toSequence }) => toSequence(language)),
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function toAsked(term: TweetTerm, stem: Stem): Asked | undefined {
  if (term.kind !== 'word' && term.kind !== 'phrase') return;
  const { kind, negated } = term;
  const words = toWords(term.text);
  if (kind === 'word' && words.some(({ word }) => hasForms(word)))
    return { negated, toSequence: (language) => words.map((word) => toAlternatives(stem, language, word)) };
  const exact = words.map(({ word }) => [toExactLexeme(word)]);
  return { negated, toSequence: () => exact, query: toSequenceQuery(exact) };
}

interface Asked {
  negated: boolean;
  toSequence: (language: string) => Sequence;
  /** The same in every language. */
  query?: string;
}

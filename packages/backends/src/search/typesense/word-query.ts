import { languagesOf, otherLanguages, toAlternatives } from '../asked-words.ts';
import type { Sequence } from '../highlights.ts';
import type { TweetTerm } from '../search.ts';
import type { Stem } from '../stems.ts';
import { hasForms, toWords } from '../words.ts';
import { toExactToken, toRepeatedFact, toStemToken } from './tokens.ts';

/** What the words and phrases of a search come to. */
export interface WordQuery {
  /** The text of a query; an empty one finds what the filters leave. */
  query: string;
  filters: string[];
  /** Tokens, and phrases in quotes, that a tweet must not have. */
  excluded: string[];
  /** What the query leaves to us: of each, one sequence must stand in a tweet, or none. */
  judged: { negated: boolean; sequences: Sequence[] }[];
  /** Of which a tweet has one when a word of the search stands more than once in it. */
  repeated: string[];
  /** What a tweet may contain of what is asked for. */
  sequences: Sequence[];
}

/** Typesense takes no more than some fifty in all. */
const maxFilters = 20;

export function createWordQuery(terms: readonly TweetTerm[], stem: Stem): WordQuery {
  const languages = [...new Set([...languagesOf(terms), otherLanguages])];
  const asked = terms.flatMap((term) => toAsked(term, { languages, stem }) ?? []);
  const positive = asked.filter(({ negated }) => !negated);
  const words = positive.filter(({ kind }) => kind === 'word');
  // Of several phrases Typesense passes over one that no tweet has. So it is asked for one, and never for a word of several parts,
  // each of which may stand there in several ways.
  const phrase = positive.find(({ kind }) => kind === 'phrase');
  const others = positive.filter((one) => one.kind !== 'word' && one !== phrase);
  const filtered = words.slice(0, maxFilters);
  const necessary = [...filtered.map(toTokens), ...others.flatMap(({ sequences }) => partsOf(sequences))];
  const excluded = asked.filter(({ kind, negated }) => negated && kind !== 'compound');
  return {
    query: phrase ? toPhraseQuery(toTokens(phrase)) : '',
    filters: necessary.slice(0, maxFilters).map((tokens) => `tokens:[${tokens.join()}]`),
    excluded: excluded.flatMap((one) =>
      one.kind === 'word' ? toTokens(one) : `"${toTokens(one).join(' ')}"`,
    ),
    judged: [
      ...others,
      ...words.slice(maxFilters),
      ...asked.filter(({ kind, negated }) => negated && kind === 'compound'),
    ],
    repeated: words.flatMap(toTokens).map(toRepeatedFact),
    sequences: positive.flatMap(({ sequences }) => sequences),
  };
}

/** What may stand first in a sequence, second, and so on. */
function partsOf(sequences: readonly Sequence[]): string[][] {
  const [first = []] = sequences;
  return first.map((_, index) => [...new Set(sequences.flatMap((sequence) => sequence[index] ?? []))]);
}

function toAsked(
  term: TweetTerm,
  { languages, stem }: { languages: readonly string[]; stem: Stem },
): Asked | undefined {
  if (term.kind !== 'word' && term.kind !== 'phrase') return;
  const { negated } = term;
  const words = toWords(term.text);
  if (term.kind === 'phrase' || !words.some(({ word }) => hasForms(word)))
    return { kind: 'phrase', negated, sequences: [words.map(({ word }) => [toExactToken(word)])] };
  const toSequence = (language: string) =>
    words.map((word) => toAlternatives(stem, language, word).map((one) => toStemToken(language, one)));
  const kind = words.length === 1 ? 'word' : 'compound';
  return { kind, negated, sequences: languages.map(toSequence) };
}

function toTokens({ sequences }: Asked): string[] {
  return sequences.flat(2);
}

/** Of what a phrase alone finds, Typesense sorts the 10,000 tweets that it took up first; beside a word it sorts all. */
function toPhraseQuery(tokens: readonly string[]): string {
  return `"${tokens.join(' ')}" ${tokens[0] ?? ''}`;
}

interface Asked {
  kind: 'word' | 'compound' | 'phrase';
  negated: boolean;
  /** One, of words as they stand, for a phrase; else one of stems for each language. */
  sequences: Sequence[];
}

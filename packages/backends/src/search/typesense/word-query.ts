import { languagesOf, otherLanguages } from '../asked-words.ts';
import type { TweetTerm } from '../search.ts';
import type { Stem } from '../stems.ts';
import { hasForms, toWords } from '../words.ts';
import { toExactToken, toRepeatedFact, toStemToken } from './tokens.ts';

/** What the words and phrases of a search come to. */
export interface WordQuery {
  /** Texts of queries that find different tweets, and together all; empty ones find what the filters leave. */
  queries: string[];
  filters: string[];
  /** Tokens, and phrases in quotes, that a tweet must not have. */
  excluded: string[];
  /** What the queries leave to us: of each, one sequence must stand in a tweet. */
  judged: string[][][];
  /** Of which a tweet has one when a word of the search stands more than once in it. */
  repeated: string[];
  /** What a tweet may contain of what is asked for: tokens that stand one after the other. */
  sequences: string[][];
}

export function createWordQuery(terms: readonly TweetTerm[], stem: Stem): WordQuery {
  const languages = [...new Set([...languagesOf(terms), otherLanguages])];
  const asked = terms.flatMap((term) => toAsked(term, { languages, stem }) ?? []);
  const positive = asked.filter(({ negated }) => !negated);
  const words = positive.filter(({ kind }) => kind === 'word').map(({ sequences }) => sequences.flat());
  // Of several phrases Typesense passes over one that no tweet has. So it is asked for one: for a phrase, which is one query,
  // or a word of several parts, which is one for each language, as a query knows no "or".
  const [first, ...others] = positive
    .filter(({ kind }) => kind !== 'word')
    .sort((a, b) => a.sequences.length - b.sequences.length);
  return {
    queries: first ? first.sequences.map(toPhraseQuery) : [''],
    filters: [...words, ...others.flatMap(({ sequences }) => partsOf(sequences))].map(
      (tokens) => `tokens:[${tokens.join()}]`,
    ),
    excluded: asked.flatMap(({ negated, sequences }) => (negated ? sequences.map(quote) : [])),
    judged: others.map(({ sequences }) => sequences),
    repeated: words.flat().map(toRepeatedFact),
    sequences: positive.flatMap(({ sequences }) => sequences),
  };
}

/** The first tokens of all sequences, the second, and so on. */
function partsOf(sequences: readonly string[][]): string[][] {
  const [first = []] = sequences;
  return first.map((_, index) => [...new Set(sequences.flatMap((tokens) => tokens[index] ?? []))]);
}

function toAsked(
  term: TweetTerm,
  { languages, stem }: { languages: readonly string[]; stem: Stem },
): Asked | undefined {
  if (term.kind !== 'word' && term.kind !== 'phrase') return;
  const { negated } = term;
  const words = toWords(term.text).map(({ word }) => word);
  if (term.kind === 'phrase' || !words.some(hasForms))
    return { kind: 'phrase', negated, sequences: [words.map(toExactToken)] };
  const toSequence = (language: string) => words.map((word) => toStemToken(stem, language, word));
  const kind = words.length === 1 ? 'word' : 'compound';
  return { kind, negated, sequences: languages.map(toSequence) };
}

/** Of what a phrase alone finds, Typesense sorts the 10,000 tweets that it took up first; beside a word it sorts all. */
function toPhraseQuery(tokens: readonly string[]): string {
  return `"${tokens.join(' ')}" ${tokens[0] ?? ''}`;
}

function quote(tokens: readonly string[]): string {
  return tokens.length === 1 ? tokens.join() : `"${tokens.join(' ')}"`;
}

interface Asked {
  kind: 'word' | 'compound' | 'phrase';
  negated: boolean;
  /** One, of words as they stand, for a phrase; else one of stems for each language. */
  sequences: string[][];
}

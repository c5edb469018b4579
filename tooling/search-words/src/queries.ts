import { type TweetDocument, toWords } from '@dunlin/backends/search';
import { toPlain } from './measure-pairs.ts';

export const kindsOfQueries = ['exact', 'upper', 'plain', 'decomposed', 'phrase'] as const;

export type QueryKind = (typeof kindsOfQueries)[number];

export interface Query {
  kind: QueryKind;
  /** The post that it is taken from. */
  id: string;
  term: { negated: false; kind: 'word' | 'phrase'; text: string };
}

/** For each post its longest word, in four ways, and three words of it that stand one after the other. */
export function listQueries(documents: readonly TweetDocument[]): Query[] {
  return documents.flatMap(({ id, text, language }) => {
    const characters = [...text];
    const words = toWords(text).map(({ start, end }) => characters.slice(start, end).join(''));
    const longest = words.reduce((found, word) => (word.length > found.length ? word : found), '');
    const first = Math.floor(words.length / 2);
    const typed: Record<QueryKind, string> = {
      exact: longest,
      upper: longest.toLocaleUpperCase(language),
      plain: toPlain(longest),
      decomposed: longest.normalize('NFD'),
      phrase: words.slice(first, first + 3).join(' '),
    };
    return kindsOfQueries.map((kind) => ({
      kind,
      id,
      term: { negated: false, kind: kind === 'phrase' ? 'phrase' : 'word', text: typed[kind] },
    }));
  });
}

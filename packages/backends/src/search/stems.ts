import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { hasForms } from './words.ts';

/** The snowball dictionaries of every PostgreSQL since 15, by ISO 639-1. */
const dictionaries: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

export const stemmedLanguages: readonly string[] = Object.keys(dictionaries);

/** A word without the ending that its language gives it; the word itself where the language is not known. */
export type Stem = (language: string, word: string) => string;

/** Finds the stems of all the words at once. @param options.db a transaction to ask in. */
export type LoadStems = (
  words: Iterable<{ language: string; word: string }>,
  options?: { signal?: AbortSignal | undefined; db?: Database },
) => Promise<Stem>;

/** Stems remembered: some megabytes, for words that come again and again. */
const maxRemembered = 50_000;

/** Asks the database's own dictionaries. Every engine takes its stems from here, so that all find the same. */
export function createStems(ownDb: Database): LoadStems {
  const remembered = new LRUCache<string, string>({ max: maxRemembered });
  return async (words, { signal, db = ownDb } = {}) => {
    const stems = new Map<string, string>();
    const asked = new Map<string, Asked>();
    for (const { language, word } of words) {
      const dictionary = dictionaries[language];
      if (!dictionary || !hasForms(word)) continue;
      const key = `${language} ${word}`;
      const stem = remembered.get(key);
      if (stem === undefined) asked.set(key, { dictionary: `pg_catalog.${dictionary}_stem`, word });
      else stems.set(key, stem);
    }
    const found = asked.size === 0 ? [] : await lexize(db, [...asked.values()], signal);
    for (const [place, key] of [...asked.keys()].entries()) {
      const stem = found[place];
      if (stem === undefined) continue;
      stems.set(key, stem);
      remembered.set(key, stem);
    }
    return (language, word) => stems.get(`${language} ${word}`) ?? word;
  };
}

/** A dictionary answers nothing for its stop words. They are kept, or "to be or not to be" would find nothing. */
async function lexize(
  db: Database,
  asked: readonly Asked[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const query = sql<{ stem: string }>`
    select coalesce((ts_lexize(dictionary::regdictionary, word))[1], word) as stem
    from unnest(${asked.map(({ dictionary }) => dictionary)}::text[], ${asked.map(({ word }) => word)}::text[])
      with ordinality as asked (dictionary, word, place)
    order by place`;
  const { rows } = await query.execute(db, { signal });
  return rows.map(({ stem }) => stem);
}

interface Asked {
  dictionary: string;
  word: string;
}

import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

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

/** Asks the dictionaries for all stems of the words at once. */
export async function loadStems(
  db: Database,
  words: Iterable<{ language: string; word: string }>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Stem> {
  const asked = new Map<string, { dictionary: string; word: string }>();
  for (const { language, word } of words) {
    const dictionary = dictionaries[language];
    if (dictionary) asked.set(`${language} ${word}`, { dictionary: `pg_catalog.${dictionary}_stem`, word });
  }
  if (asked.size === 0) return (_, word) => word;
  const pairs = [...asked.values()];
  // A dictionary answers nothing for its stop words. They are kept, or "to be or not to be" would find nothing.
  const query = sql<{ stem: string }>`
    select coalesce((ts_lexize(dictionary::regdictionary, word))[1], word) as stem
    from unnest(${pairs.map(({ dictionary }) => dictionary)}::text[], ${pairs.map(({ word }) => word)}::text[])
      with ordinality as asked (dictionary, word, place)
    order by place`;
  const { rows } = await query.execute(db, { signal });
  const stems = new Map([...asked.keys()].map((key, place) => [key, rows[place]?.stem]));
  return (language, word) => stems.get(`${language} ${word}`) ?? word;
}

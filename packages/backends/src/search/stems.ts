import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { fold } from './fold.ts';
import { toOtherForms } from './forms.ts';
import { hasForms, type Word } from './words.ts';

/**
 * The snowball dictionaries of every PostgreSQL since 15 (migration 0040 makes ours of them, which stem stop words too), by the language
 * that a tweet is told to be in: of languages that are taken for each other, both.
 */
const dictionaries: Readonly<Record<string, readonly string[]>> = {
  ar: ['arabic'],
  ca: ['catalan'],
  da: ['danish', 'norwegian'],
  de: ['german'],
  el: ['greek'],
  en: ['english'],
  es: ['spanish'],
  eu: ['basque'],
  fi: ['finnish'],
  fr: ['french'],
  ga: ['irish'],
  hi: ['hindi', 'nepali'],
  hr: ['serbian'],
  hu: ['hungarian'],
  hy: ['armenian'],
  id: ['indonesian'],
  it: ['italian'],
  lt: ['lithuanian'],
  ne: ['nepali', 'hindi'],
  nl: ['dutch'],
  no: ['norwegian', 'danish'],
  pt: ['portuguese'],
  ro: ['romanian'],
  ru: ['russian'],
  sr: ['serbian'],
  sv: ['swedish'],
  ta: ['tamil'],
  tr: ['turkish'],
  yi: ['yiddish'],
};

export const stemmedLanguages: readonly string[] = Object.keys(dictionaries);

/**
 * A word without the endings that its language gives it, in all the ways that it may be read: as it is spelled, by whose accents endings
 * are known, and as it is typed without them. The word itself where the language is not known.
 */
export type Stem = (language: string, word: Spelling) => readonly string[];

export type Spelling = Pick<Word, 'word' | 'spelled'>;

/** Finds the stems of all the words at once. @param options.db a transaction to ask in. */
export type LoadStems = (
  words: Iterable<{ language: string; word: Spelling }>,
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
    for (const { language, word } of words)
      for (const one of listAsked(language, word)) {
        const key = keyOf(one);
        const stem = remembered.get(key);
        if (stem === undefined) asked.set(key, one);
        else stems.set(key, stem);
      }
    const found = asked.size === 0 ? [] : await lexize(db, [...asked.values()], signal);
    for (const [place, key] of [...asked.keys()].entries()) {
      const stem = found[place];
      if (stem === undefined) continue;
      stems.set(key, stem);
      remembered.set(key, stem);
    }
    return (language, word) => {
      const read = listAsked(language, word).map((one) => stems.get(keyOf(one)) ?? word.word);
      return read.length === 0 ? [word.word] : [...new Set(read)];
    };
  };
}

function listAsked(language: string, { word, spelled }: Spelling): Asked[] {
  if (!hasForms(word)) return [];
  const spellings = word === spelled ? [word] : [spelled, word];
  const forms = spellings.flatMap((form) => [form, ...toOtherForms(language, form)]);
  return (dictionaries[language] ?? []).flatMap((name) =>
    forms.map((form) => ({ dictionary: `dunlin_${name}`, form })),
  );
}

function keyOf({ dictionary, form }: Asked): string {
  return `${dictionary} ${form}`;
}

async function lexize(
  db: Database,
  asked: readonly Asked[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const query = sql<{ stem: string }>`
    select coalesce((ts_lexize(dictionary::regdictionary, form))[1], form) as stem
    from unnest(${asked.map(({ dictionary }) => dictionary)}::text[], ${asked.map(({ form }) => form)}::text[])
      with ordinality as asked (dictionary, form, place)
    order by place`;
  const { rows } = await query.execute(db, { signal });
  return rows.map(({ stem }) => fold(stem));
}

interface Asked {
  dictionary: string;
  form: string;
}

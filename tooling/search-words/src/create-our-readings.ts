import { createStems, toAlternatives, toWords } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import type { Readings } from './reading.ts';

/** How both engines read words of a language: what they store of a post, and what they look for. */
export async function createOurReadings(
  db: Database,
  words: readonly { language: string; word: string }[],
): Promise<Readings> {
  const spellings = new Map(words.map(({ word }) => [word, toWords(word)]));
  const stem = await createStems(db)(
    words.flatMap(({ language, word }) => (spellings.get(word) ?? []).map((word) => ({ language, word }))),
  );
  return (language, word) => {
    const [spelling, ...others] = spellings.get(word) ?? toWords(word);
    if (!spelling || others.length > 0) return { stored: [], asked: [] };
    return { stored: stem(language, spelling), asked: toAlternatives(stem, language, spelling) };
  };
}

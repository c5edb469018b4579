import { join } from 'node:path';
import type { Readings } from '../reading.ts';
import { versions } from '../sources/prepare-sources.ts';
import { run } from '../sources/run.ts';

/** How Lucene's analyzers, without stop words, read words of a language; `folded`: with letters folded by ICU after that. */
export async function createLuceneReadings(
  jars: string,
  words: readonly { language: string; word: string }[],
): Promise<{ plain: Readings; folded: Readings }> {
  const program = join(import.meta.dirname, 'Analyze.java');
  const lines = words.map(({ language, word }) => `${language}\t${word}\n`).join('');
  const printed = await run('java', ['-cp', join(jars, '*'), program], lines);
  const tokens = printed.split('\n').map((line) => line.split('\t').map((part) => part.split(' ')));
  const byWord = new Map(
    words.map(({ language, word }, index) => [`${language}\t${word}`, tokens[index] ?? []]),
  );
  const read =
    (column: 0 | 1): Readings =>
    (language, word) => {
      const read = byWord.get(`${language}\t${word}`)?.[column];
      if (!read) throw new Error(`Lucene ${versions.lucene} was not asked for ${word}`);
      return { stored: read, asked: read };
    };
  return { plain: read(0), folded: read(1) };
}

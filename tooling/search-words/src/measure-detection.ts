import { performance } from 'node:perf_hooks';
import { detectLanguage } from '@dunlin/api/detect-language';
import type { Posts } from './sources/read-posts.ts';

/** How many words of a post are read. */
export const lengths = [3, 8, 20] as const;

export interface DetectionOfLanguage {
  language: string;
  /** Of the posts, by `lengths`, those that are told to be in the language, or in one that is read alike. */
  shares: readonly number[];
  /** What the shortest are taken for instead, most frequent first. */
  takenFor: readonly string[];
}

export interface Detection {
  languages: readonly DetectionOfLanguage[];
  /** Processor time, of the texts of 20 words. */
  millisecondsPerPost: number;
}

export async function measureDetection(posts: readonly Posts[]): Promise<Detection> {
  const languages: DetectionOfLanguage[] = [];
  for (const { language, texts } of posts) {
    const told = await Promise.all(
      lengths.map((words) => Promise.all(texts.map((text) => detectLanguage(cutWords(text, words), [])))),
    );
    languages.push({
      language,
      shares: told.map((found) => found.filter((one) => isReadAs(one, language)).length / found.length),
      takenFor: countMost((told[0] ?? []).filter((one) => !isReadAs(one, language))),
    });
  }
  return { languages, millisecondsPerPost: await timeDetection(posts) };
}

/** Stems of both are asked for and stored: see the dictionaries of `stems.ts`. */
function isReadAs(told: string, language: string): boolean {
  const readAlike = [
    ['da', 'no'],
    ['hr', 'sr'],
    ['hi', 'ne'],
  ];
  return told === language || readAlike.some((group) => group.includes(told) && group.includes(language));
}

function cutWords(text: string, count: number): string {
  const words = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(text)];
  let seen = 0;
  const end = words.find(({ isWordLike }) => isWordLike && ++seen > count);
  return text.slice(0, end?.index).trim();
}

function countMost(found: readonly string[]): string[] {
  const counts = Map.groupBy(found, (one) => one);
  return [...counts]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, 3)
    .map(([language, { length }]) => `${language} ${length}`);
}

async function timeDetection(posts: readonly Posts[]): Promise<number> {
  const texts = posts.flatMap(({ texts }) => texts.map((text) => cutWords(text, 20)));
  const started = performance.now();
  for (const text of texts) await detectLanguage(text, []);
  return (performance.now() - started) / texts.length;
}

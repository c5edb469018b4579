import { fold } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { createOurReadings } from './create-our-readings.ts';
import { countFalseFriends } from './false-friends.ts';
import { createLuceneReadings } from './lucene/create-lucene-readings.ts';
import { finds, type Readings } from './reading.ts';
import type { Sample } from './sources/draw-pairs.ts';
import type { Sources } from './sources/prepare-sources.ts';

export interface PairsOfLanguage {
  language: string;
  pairs: number;
  lemmas: number;
  ours: Meetings;
  /** Undefined where there is no Java. */
  lucene: Meetings | undefined;
  /** Of Lucene's, when letters are folded by ICU after the stemmer. */
  folded: Meetings | undefined;
  /** Pairs that do not meet in ours though they meet in Lucene, then those that meet in neither. */
  misses: readonly string[];
}

export interface Meetings {
  /** Of the pairs, asked for in both directions. */
  share: number;
  /** The same when the form is typed with letters of ASCII, where it has others. */
  plainShare: number;
  /** Pairs of different lemmas that meet, but for those that differ in nothing but accents and case, for 1,000 lemmas. */
  falseFriends: number;
}

export async function measurePairs(
  samples: readonly Sample[],
  { db, sources }: { db: Database; sources: Sources },
): Promise<PairsOfLanguage[]> {
  const words = samples.flatMap(({ language, pairs, lemmas }) =>
    [...new Set([...pairs.flatMap((pair) => [...pair, ...pair.map(toPlain)]), ...lemmas])].map((word) => ({
      language,
      word,
    })),
  );
  const ours = await createOurReadings(db, words);
  const lucene = sources.jars === undefined ? undefined : await createLuceneReadings(sources.jars, words);
  return samples.map((sample) => ({
    language: sample.language,
    pairs: sample.pairs.length,
    lemmas: sample.lemmas.length,
    ours: toMeetings(sample, ours),
    lucene: lucene && toMeetings(sample, lucene.plain),
    folded: lucene && toMeetings(sample, lucene.folded),
    misses: listMisses(sample, { ours, lucene: lucene?.plain }),
  }));
}

function toMeetings({ language, pairs, lemmas }: Sample, readings: Readings): Meetings {
  const read = (word: string) => readings(language, word);
  const typed = pairs.filter(([, form]) => toPlain(form) !== form);
  return {
    share: shareOf(pairs, readings, language),
    plainShare: shareOf(
      typed.map(([lemma, form]) => [lemma, toPlain(form)] as const),
      readings,
      language,
    ),
    falseFriends: (1_000 * countFalseFriends(lemmas, read)) / lemmas.length,
  };
}

function shareOf(pairs: Sample['pairs'], readings: Readings, language: string): number {
  const found = pairs.reduce((sum, [lemma, form]) => {
    const [a, b] = [readings(language, lemma), readings(language, form)];
    return sum + Number(finds(a, b)) + Number(finds(b, a));
  }, 0);
  return found / (2 * pairs.length);
}

function listMisses(
  { language, pairs }: Sample,
  { ours, lucene }: { ours: Readings; lucene: Readings | undefined },
): string[] {
  const meet = (readings: Readings, [lemma, form]: Sample['pairs'][number]) =>
    finds(readings(language, lemma), readings(language, form));
  const missed = pairs.filter((pair) => !meet(ours, pair));
  const elsewhere = missed.filter((pair) => lucene && meet(lucene, pair));
  return [...new Set([...elsewhere, ...missed])].map(([lemma, form]) => `${form} ← ${lemma}`);
}

/** As who has no accents on the keyboard types it. */
export function toPlain(word: string): string {
  return /\p{Script=Latin}/u.test(word) ? fold(word) : word;
}

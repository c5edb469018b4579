import { setImmediate } from 'node:timers/promises';
import type { Places } from '../highlights.ts';
import type { TweetDocument } from '../search.ts';
import { toWords } from '../words.ts';
import { toEra } from './numbers.ts';
import { toFact, toRepeatedFact } from './tokens.ts';
import type { LoadWordTokens, WordTokens } from './word-tokens.ts';

/** A tweet as Typesense has it. */
export interface StoredTweet {
  id: string;
  /** The id to sort by: a string, as JSON numbers lose digits. */
  n: string;
  /** When it was posted, in ms. */
  at: number;
  /** What it has of relevance whatever is searched for. */
  rank: number;
  nEra: number;
  atEra: number;
  rankEra: number;
  likes: number;
  /** Its words, first all as they stand, of which a phrase is a run, then all by a stem, and again while any has another. */
  tokens: string;
  facts: string;
  /** Not indexed: what answers and later writes need. */
  text: string;
  hashtags?: string[];
}

/** So many are worked on at a time: others have their turn on the loop in between. */
const turnSize = 100;

export async function toStoredTweets(
  loadWordTokens: LoadWordTokens,
  tweets: readonly TweetDocument[],
): Promise<StoredTweet[]> {
  const stored: StoredTweet[] = [];
  for (let from = 0; from < tweets.length; from += turnSize) {
    if (from > 0) await setImmediate();
    const turn = tweets.slice(from, from + turnSize);
    const tokens = await loadWordTokens(
      turn.map(({ language, text }) => ({ language, words: toWords(text) })),
    );
    stored.push(...turn.map((tweet, index) => toStoredTweet(tweet, tokens[index] ?? [])));
  }
  return stored;
}

function toStoredTweet(tweet: TweetDocument, words: readonly WordTokens[]): StoredTweet {
  const hashtags = [...new Set(tweet.hashtags)];
  const at = tweet.createdAt.getTime();
  const rank = toRank(at, words.length);
  return {
    id: tweet.id,
    n: tweet.id,
    ...{ at, rank },
    ...{ nEra: toEra('n', tweet.id), atEra: toEra('at', at), rankEra: toEra('rank', rank) },
    likes: tweet.likes,
    tokens: toRuns(words).flat().join(' '),
    facts: [
      toFact('from', tweet.author),
      ...(tweet.replyTo === null ? [] : [toFact('to', tweet.replyTo)]),
      ...tweet.mentions.map((username) => toFact('mention', username)),
      ...hashtags.map((hashtag) => toFact('hashtag', hashtag)),
      toFact('lang', tweet.language),
      ...(tweet.hasMedia ? [toFact('has', 'media')] : []),
      ...(tweet.hasLinks ? [toFact('has', 'links')] : []),
      ...toListingFacts(tweet.listed, hashtags),
      ...listRepeated(words).map(toRepeatedFact),
    ].join(' '),
    ...{ text: tweet.text, ...(hashtags.length > 0 && { hashtags }) },
  };
}

/** What holds of a tweet only as long as it is listed, or only as long as it is not. */
export function toListingFacts(listed: boolean, hashtags: readonly string[]): string[] {
  return listed ? hashtags.map((hashtag) => toFact('counted hashtag', hashtag)) : [toFact('unlisted')];
}

/** A tweet that ranks e times as high may be so much older. */
const decayMs = 30 * 24 * 3_600_000;
/** Ranks are whole numbers, so that equal ones are equal everywhere. */
export const rankUnit = 1_000_000;

function toRank(at: number, words: number): number {
  return Math.round(rankUnit * (at / decayMs - Math.log(1 + Math.log(Math.max(1, words)))));
}

function toRuns(words: readonly WordTokens[]): string[][] {
  const most = Math.max(1, ...words.map(({ stems }) => stems.length));
  const byStem = Array.from({ length: most }, (_, run) =>
    words.map(({ stems: [first = '', ...others] }) => others[run - 1] ?? first),
  );
  return [words.map(({ exact }) => exact), ...byStem];
}

/** Where the tokens of a stored tweet stand among its words, counted from 1. */
export function placesOf(tokens: readonly string[], words: number): Places {
  const places: Record<string, number[]> = {};
  for (const [index, token] of tokens.entries()) {
    const place = (index % words) + 1;
    const known = places[token];
    if (!known) places[token] = [place];
    else if (!known.includes(place)) known.push(place);
  }
  return places;
}

/** Stems that several words have. */
function listRepeated(words: readonly WordTokens[]): string[] {
  const seen = new Set<string>();
  return [
    ...new Set(words.flatMap(({ stems }) => stems.filter((stem) => seen.has(stem) || !seen.add(stem)))),
  ];
}

import type { TweetDocument } from '../search.ts';
import type { LoadStems, Stem } from '../stems.ts';
import { toWords } from '../words.ts';
import { toEra } from './numbers.ts';
import { toExactToken, toFact, toRepeatedFact, toStemToken } from './tokens.ts';

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
  /** Its words, first all as they stand, then all by their stems: a phrase is a run of either. */
  tokens: string;
  facts: string;
  /** Not indexed: what answers and later writes need. */
  text: string;
  hashtags?: string[];
}

export async function toStoredTweets(
  loadStems: LoadStems,
  tweets: readonly TweetDocument[],
): Promise<StoredTweet[]> {
  const cut = tweets.map((tweet) => ({ tweet, words: toWords(tweet.text).map(({ word }) => word) }));
  const stem = await loadStems(
    cut.flatMap(({ tweet: { language }, words }) => words.map((word) => ({ language, word }))),
  );
  return cut.map(({ tweet, words }) => toStoredTweet(tweet, words, stem));
}

function toStoredTweet(tweet: TweetDocument, words: readonly string[], stem: Stem): StoredTweet {
  const stems = words.map((word) => toStemToken(stem, tweet.language, word));
  const hashtags = [...new Set(tweet.hashtags)];
  const at = tweet.createdAt.getTime();
  const rank = toRank(at, words.length);
  return {
    id: tweet.id,
    n: tweet.id,
    ...{ at, rank },
    ...{ nEra: toEra('n', tweet.id), atEra: toEra('at', at), rankEra: toEra('rank', rank) },
    likes: tweet.likes,
    tokens: [...words.map(toExactToken), ...stems].join(' '),
    facts: [
      toFact('from', tweet.author),
      ...(tweet.replyTo === null ? [] : [toFact('to', tweet.replyTo)]),
      ...tweet.mentions.map((username) => toFact('mention', username)),
      ...hashtags.map((hashtag) => toFact('hashtag', hashtag)),
      toFact('lang', tweet.language),
      ...(tweet.hasMedia ? [toFact('has', 'media')] : []),
      ...(tweet.hasLinks ? [toFact('has', 'links')] : []),
      ...toListingFacts(tweet.listed, hashtags),
      ...listRepeated(stems).map(toRepeatedFact),
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

function listRepeated(tokens: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(tokens.filter((token) => seen.has(token) || !seen.add(token)))];
}

import { hash } from 'node:crypto';
import { otherLanguages } from '../asked-words.ts';
import { stemmedLanguages } from '../stems.ts';

// Typesense drops punctuation, case and some accents of all that it compares, and reads signs in a query as syntax. It gets
// to see nothing but digits and letters from a to z.

/** A word as it stands, which phrases match. */
export function toExactToken(word: string): string {
  return digest(`=${word}`);
}

/** A stem of a word. It carries the language: a stem is found in tweets of its own alone. */
export function toStemToken(language: string, stem: string): string {
  return digest(`${tagOf(language)} ${stem}`);
}

/** Something that holds of a tweet, such as who wrote it. */
export function toFact(kind: FactKind, value = ''): string {
  return digest(`${kind}:${value}`);
}

/** That a stem stands more than once. */
export function toRepeatedFact(token: string): string {
  return digest(`repeated:${token}`);
}

export type FactKind =
  | ('from' | 'to' | 'mention' | 'hashtag' | 'lang' | 'has' | 'unlisted')
  /** A hashtag of a tweet that is listed. */
  | 'counted hashtag';

/** 64 bits: two of a billion words are alike by a chance of one in forty. */
export function digest(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  if (digests.size >= maxDigests) digests.clear();
  const made = BigInt(`0x${hash('sha256', text, 'hex').slice(0, 16)}`).toString(36);
  digests.set(text, made);
  return made;
}

/** What is hashed comes again and again: to look it up is cheaper. */
const digests = new Map<string, string>();
const maxDigests = 100_000;

/** What stems of a language are known by. */
export function tagOf(language: string): string {
  return tags.has(language) ? language : otherLanguages;
}

const tags = new Set(stemmedLanguages);

import { hasForms, hasWords, type TweetTerm, toWords } from '@dunlin/backends/search';
import twitterText from 'twitter-text';
import { AppError, type FieldIssue } from '../core/errors.ts';
import { normalizeHashtag } from '../hashtags/normalize-hashtag.ts';
import { type Operator, operators, type Positive } from './operators.ts';
import { splitParts, type TextPart } from './query-parts.ts';
import { listWays, toTree } from './query-tree.ts';

/** Ways at most in which a query with OR can hold, and parts in all of them together. */
const maxWays = 16;
const maxParts = 500;
/** Words of a query whose other forms are looked for, in every language; what is more is looked for as it stands. */
const maxFormedWords = 40;
/** Hashtags and mentions, each of which costs a filter; what is more is looked for as text. */
const maxSigned = 20;
/** Faults told of at most. */
const maxIssues = 5;

/**
 * Reads the query of a tweet search: words, `"phrases"`, `#hashtags`, `@mentions` and the operators of operators.ts, joined by `OR`
 * and parentheses where not all of them are to hold; a `-` in front negates. What has neither letters nor digits is passed over,
 * and what cannot be read otherwise is text: whatever somebody has written can be searched for.
 * @returns ways in which a tweet can be found: of one of them, all hold
 * @throws AppError INVALID_SEARCH_QUERY naming each fault, and at which character (from 1) it stands
 */
export function parseQuery(query: string): TweetTerm[][] {
  const faults: Fault[] = [];
  const known = new Map<TextPart, TweetTerm | undefined>();
  const read = (part: TextPart): TweetTerm | undefined => {
    // The same part, negated or not, stands in several ways, and its fault is told once.
    if (known.has(part)) return known.get(part);
    const term = readPart(part);
    if (typeof term === 'string') faults.push({ at: part.at, message: term });
    const found = typeof term === 'string' ? undefined : term;
    known.set(part, found);
    return found;
  };
  const listed = listWays(toTree(splitParts(query)), maxWays);
  const ways = (listed ?? []).map((way) => {
    const terms: TweetTerm[] = [];
    for (const part of way) {
      const term = read(part);
      const fault = term && findFault(term, terms);
      if (fault !== undefined) faults.push({ at: part.at, message: fault });
      else if (term) terms.push(term);
    }
    return terms;
  });
  const asked = ways.filter((way) => way.length > 0);
  if (!listed)
    faults.push({
      at: 0,
      message: `a search can hold in ${maxWays} ways at most; this has more with its \`OR\`s`,
    });
  else if (faults.length === 0) faults.push(...findFaultsOfWhole(asked));
  if (faults.length === 0) return boundForms(asked);
  const issues = faults.slice(0, maxIssues).map((fault) => toIssue(query, fault));
  throw new AppError('INVALID_SEARCH_QUERY', { issues });
}

/** @returns what is wrong with it when it cannot be read, and undefined when there is nothing to look for in it. */
function readPart({ text, negated, isQuoted }: TextPart): TweetTerm | string | undefined {
  if (isQuoted) return hasWords(text) ? { kind: 'phrase', text, negated } : undefined;
  const [, name = '', value = ''] = /^([a-z_]+):(.*)$/isu.exec(text) ?? [];
  const operator = toOperator(name.toLowerCase());
  if (operator && !value.startsWith('//')) return readOperator(operator, { value, negated });
  const [, sign, rest = ''] = /^([#＃@＠])(.+)$/su.exec(text) ?? [];
  const term = sign === undefined ? undefined : readSigned(sign, rest);
  if (term) return { ...term, negated };
  return hasWords(text) ? { kind: 'word', text, negated } : undefined;
}

function toOperator(name: string): (Operator & { name: string }) | undefined {
  // `as`: hasOwn says so
  return Object.hasOwn(operators, name) ? { ...operators[name as keyof typeof operators], name } : undefined;
}

function readOperator(
  { name, negatable, takes, read }: Operator & { name: string },
  { value, negated }: { value: string; negated: boolean },
): TweetTerm | string {
  if (negated && !negatable) return `\`${name}:\` cannot be negated`;
  const term = read(value);
  return term ? { ...term, negated } : `\`${name}:\` takes ${takes}`;
}

function readSigned(sign: string, rest: string): Positive | undefined {
  if (sign === '@' || sign === '＠') {
    const [username] = /^[A-Za-z0-9_]{1,20}(?![\p{L}\p{N}_])/u.exec(rest) ?? [];
    return username === undefined ? undefined : { kind: 'mention', username };
  }
  // What is one in a tweet.
  const [hashtag] = twitterText.extractHashtagsWithIndices(`#${rest}`);
  return hashtag?.indices[0] === 0 && hasWords(hashtag.hashtag)
    ? { kind: 'hashtag', name: normalizeHashtag(hashtag.hashtag) }
    : undefined;
}

function findFault(term: TweetTerm, before: readonly TweetTerm[]): string | undefined {
  if (term.negated || !Object.hasOwn(operators, term.kind)) return;
  const { repeatable } = operators[term.kind as keyof typeof operators]; // `as`: hasOwn says so
  const isRepeated = before.some(({ kind, negated }) => kind === term.kind && !negated);
  return isRepeated && !repeatable ? `\`${term.kind}:\` is given twice` : undefined;
}

/** Of what holds more words than there are parts, such as a long address, the rest is a phrase. */
function boundForms(ways: readonly TweetTerm[][]): TweetTerm[][] {
  let words = maxFormedWords;
  let signed = maxSigned;
  const bound = (term: TweetTerm): TweetTerm => {
    const { negated } = term;
    if (term.kind === 'word') words -= toWords(term.text).filter(({ word }) => hasForms(word)).length;
    if (term.kind === 'hashtag' || term.kind === 'mention') signed--;
    if (term.kind === 'word' && words < 0) return { ...term, kind: 'phrase' };
    if (term.kind === 'hashtag' && signed < 0) return { kind: 'phrase', text: term.name, negated };
    if (term.kind === 'mention' && signed < 0) return { kind: 'phrase', text: term.username, negated };
    return term;
  };
  const bounded = new Map(Iterator.from(new Set(ways.flat())).map((term) => [term, bound(term)]));
  return ways.map((way) => way.map((term) => bounded.get(term) ?? term));
}

function findFaultsOfWhole(ways: readonly TweetTerm[][]): Fault[] {
  if (ways.length === 0) return [{ at: 0, message: 'there is nothing to search for' }];
  if (ways.some((way) => way.every(({ negated }) => negated)))
    return [{ at: 0, message: 'something must be searched for, not only left out' }];
  const parts = ways.reduce((sum, way) => sum + way.length, 0);
  if (parts > maxParts)
    return [{ at: 0, message: `a search has ${maxParts} parts at most, repeated by its \`OR\`s` }];
  return [];
}

function toIssue(query: string, { at, message }: Fault): FieldIssue {
  return { path: 'q', message: `At character ${[...query.slice(0, at)].length + 1}: ${message}.` };
}

interface Fault {
  at: number;
  message: string;
}

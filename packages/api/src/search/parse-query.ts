import { hasForms, hasWords, type TweetTerm, toWords } from '@dunlin/backends/search';
import { AppError, type FieldIssue } from '../core/errors.ts';
import { normalizeHashtag } from '../hashtags/normalize-hashtag.ts';
import { operators, type Positive } from './operators.ts';
import { type QueryPart, splitParts } from './query-parts.ts';

/** Parts of a query at most. */
const maxTerms = 20;
/** Words of a query whose other forms are looked for, in every language; what is more is looked for as it stands. */
const maxFormedWords = 40;
/** Faults told of at most, and characters of the query that one repeats. */
const maxIssues = 5;
const maxRepeated = 20;

/**
 * Reads the query of a tweet search: words, `"phrases"`, `#hashtags`, `@mentions` and the operators of operators.ts, all of
 * which hold; a `-` in front negates. What has neither letters nor digits is passed over.
 * @throws AppError INVALID_SEARCH_QUERY naming each fault, and at which character (from 1) it stands
 */
export function parseQuery(query: string): TweetTerm[] {
  const terms: TweetTerm[] = [];
  const faults: Fault[] = [];
  for (const part of splitParts(query)) {
    const term = readPart(part);
    if (term === undefined) continue;
    const fault = typeof term === 'string' ? term : findFault(term, terms);
    if (fault !== undefined) faults.push({ at: part.at, message: fault });
    else if (typeof term !== 'string') terms.push(term);
  }
  if (faults.length === 0) faults.push(...findFaultsOfWhole(terms));
  if (faults.length === 0) return boundForms(terms);
  const issues = faults.slice(0, maxIssues).map((fault) => toIssue(query, fault));
  throw new AppError('INVALID_SEARCH_QUERY', { issues });
}

/** @returns what is wrong with it when it cannot be read, and undefined when there is nothing to look for in it. */
function readPart({ text, negated, isQuoted, isOpen }: QueryPart): TweetTerm | string | undefined {
  if (isOpen) return 'this quotation mark is never closed';
  if (isQuoted) return hasWords(text) ? { kind: 'phrase', text, negated } : undefined;
  const [, name = '', value = ''] = /^([a-z_]+):(.*)$/isu.exec(text) ?? [];
  const isUrl = value.startsWith('//');
  if (name !== '' && !isUrl) return readOperator({ name: name.toLowerCase(), value, negated, text });
  const [, sign, rest = ''] = /^([#＃@＠])(.+)$/su.exec(text) ?? [];
  const term = sign === undefined ? undefined : readSigned(sign, rest);
  if (term) return { ...term, negated };
  return hasWords(text) ? { kind: 'word', text, negated } : undefined;
}

function readOperator({ name, value, negated, text }: Operation): TweetTerm | string | undefined {
  const operator = Object.hasOwn(operators, name) ? operators[name as keyof typeof operators] : undefined; // `as`: hasOwn says so
  if (!operator) {
    // A word before a colon, as in "note: this".
    if (value === '') return hasWords(text) ? { kind: 'word', text, negated } : undefined;
    const known = Object.keys(operators).map((known) => `\`${known}:\``);
    return `there is no operator \`${name.slice(0, maxRepeated)}:\`; there are ${known.join(', ')}. Put quotes around it to search for it as text`;
  }
  if (negated && !operator.negatable) return `\`${name}:\` cannot be negated`;
  const term = operator.read(value);
  return term ? { ...term, negated } : `\`${name}:\` takes ${operator.takes}`;
}

function readSigned(sign: string, rest: string): Positive | undefined {
  if (sign === '@' || sign === '＠') {
    const [username] = /^[A-Za-z0-9_]{1,20}(?![\p{L}\p{N}_])/u.exec(rest) ?? [];
    return username === undefined ? undefined : { kind: 'mention', username };
  }
  const [name] = /^[\p{L}\p{N}\p{M}_]+/u.exec(rest) ?? [];
  return name === undefined || !hasWords(name)
    ? undefined
    : { kind: 'hashtag', name: normalizeHashtag(name) };
}

function findFault(term: TweetTerm, before: readonly TweetTerm[]): string | undefined {
  if (term.negated || !Object.hasOwn(operators, term.kind)) return;
  const { repeatable } = operators[term.kind as keyof typeof operators]; // `as`: hasOwn says so
  const isRepeated = before.some(({ kind, negated }) => kind === term.kind && !negated);
  return isRepeated && !repeatable ? `\`${term.kind}:\` is given twice` : undefined;
}

/** Of what holds more words than there are parts, such as a long address, the rest is a phrase. */
function boundForms(terms: readonly TweetTerm[]): TweetTerm[] {
  let left = maxFormedWords;
  return terms.map((term) => {
    if (term.kind !== 'word') return term;
    left -= toWords(term.text).filter(({ word }) => hasForms(word)).length;
    return left < 0 ? { ...term, kind: 'phrase' } : term;
  });
}

function findFaultsOfWhole(terms: readonly TweetTerm[]): Fault[] {
  if (terms.length === 0) return [{ at: 0, message: 'there is nothing to search for' }];
  if (terms.length > maxTerms) return [{ at: 0, message: `a search has ${maxTerms} parts at most` }];
  if (terms.every(({ negated }) => negated))
    return [{ at: 0, message: 'something must be searched for, not only left out' }];
  return [];
}

function toIssue(query: string, { at, message }: Fault): FieldIssue {
  return { path: 'q', message: `At character ${[...query.slice(0, at)].length + 1}: ${message}.` };
}

interface Operation {
  name: string;
  value: string;
  negated: boolean;
  text: string;
}

interface Fault {
  at: number;
  message: string;
}

import { listStemmedWords } from '../asked-words.ts';
import { toHighlights } from '../highlights.ts';
import type { TweetHit, TweetSearch } from '../search.ts';
import { search as searchCollections } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { isAtLeast, isBelow } from './numbers.ts';
import { rankUnit, type StoredTweet } from './tweet-document.ts';
import { anyFact, type TweetCondition, toCondition, toQuery, toVisibleConditions } from './tweet-filter.ts';
import { createWordQuery, type WordQuery } from './word-query.ts';

/** Hits of one page at most. */
const maxLimit = 250;

export async function searchTweets(context: TypesenseContext, search: TweetSearch): Promise<TweetHit[]> {
  search.signal?.throwIfAborted();
  const stem = await context.loadStems(listStemmedWords(search.terms), { signal: search.signal });
  const words = createWordQuery(search.terms, stem);
  const hits: TweetHit[] = [];
  // Reads on where what is left to us to judge leaves a page short.
  for (let { after } = search; ; ) {
    const page = await readPage(context, { ...search, after }, words);
    const found = page.filter(({ tokens }) =>
      words.judged.every((alternatives) => hasOneOf(tokens, alternatives)),
    );
    hits.push(
      ...found.map(({ hit, tokens }) => ({ ...hit, highlights: highlight(hit.text, tokens, words) })),
    );
    after = page.at(-1)?.hit.position;
    if (hits.length >= search.limit || page.length < search.limit) return hits.slice(0, search.limit);
  }
}

async function readPage(context: TypesenseContext, search: TweetSearch, words: WordQuery): Promise<Found[]> {
  const asked = toCondition(search.terms);
  let page: Ranked[] = [];
  // One after the other: what fills the page leaves the next little to look through.
  for (const visible of toVisibleConditions(search))
    for (const stream of search.sort === 'newest' ? newest(search) : relevant(search, words)) {
      const last = page[search.limit - 1];
      const within = { filters: last ? [stream.reaching(last)] : [], excluded: [] };
      const conditions = [asked, words, visible, stream, within];
      const found = await readStream(context, search, { queries: words.queries, conditions, stream });
      page = [...page, ...found].sort(compareRanked).slice(0, search.limit);
    }
  return page.map(({ tweet: { id, text, tokens }, score }) => ({
    hit: { id, position: search.sort === 'newest' ? id : `${score} ${id}`, text },
    tokens: tokens === '' ? [] : tokens.split(' '),
  }));
}

async function readStream(
  { send, collections }: TypesenseContext,
  { limit, signal }: TweetSearch,
  { queries, conditions, stream }: { queries: string[]; conditions: TweetCondition[]; stream: Stream },
): Promise<Ranked[]> {
  const searches = queries.map((query) => ({
    ...{ collection: collections.tweets, ...matching(query, conditions) },
    ...{ include_fields: 'id,text,tokens,rank', sort_by: stream.sort },
    per_page: Math.min(limit, maxLimit),
  }));
  const results = await searchCollections<StoredTweet>(send, searches, { signal });
  return results.flatMap(({ documents }) =>
    documents.map((tweet) => ({ tweet, score: stream.toScore(tweet) })),
  );
}

interface Found {
  hit: Omit<TweetHit, 'highlights'>;
  tokens: string[];
}

interface Ranked {
  tweet: StoredTweet;
  score: number;
}

function compareRanked(a: Ranked, b: Ranked): number {
  return b.score - a.score || compareIds(b.tweet.id, a.tweet.id);
}

/** Tweets in an order that Typesense sorts by itself. */
interface Stream extends TweetCondition {
  sort: string;
  toScore(tweet: StoredTweet): number;
  /** The condition that all meet which come before a tweet. */
  reaching(last: Ranked): string;
}

function newest({ after }: TweetSearch): Stream[] {
  const filters = after === undefined ? [] : [isBelow('n', toNumber(after))];
  const reaching = ({ tweet }: Ranked) => isAtLeast('n', toNumber(tweet.id));
  return [{ filters, excluded: [], sort: 'n:desc', toScore: () => 0, reaching }];
}

/** What a word that stands more than once is worth. */
const repeatedScore = Math.round(Math.log(2) * rankUnit);

/**
 * Tweets in which a word of the search is repeated, and those in which none is: each in the order of a rank that was computed
 * when it was written, so that a page costs what a page of the newest does. Merged, they are in the order of their scores.
 */
function relevant({ after }: TweetSearch, { repeated }: WordQuery): Stream[] {
  const toStream = (bonus: number, { filters = [], excluded = [] }: Partial<TweetCondition>): Stream => ({
    filters: [...filters, ...(after === undefined ? [] : [afterScore(after, bonus)])],
    excluded,
    sort: 'rank:desc,n:desc',
    toScore: ({ rank }) => rank + bonus,
    reaching: ({ score }) => isAtLeast('rank', BigInt(score - bonus)),
  });
  if (repeated.length === 0) return [toStream(0, {})];
  return [toStream(repeatedScore, { filters: [anyFact(repeated)] }), toStream(0, { excluded: repeated })];
}

function afterScore(after: string, bonus: number): string {
  const [score = '', id = ''] = after.split(' ');
  const rank = toNumber(score) - BigInt(bonus);
  return `(${isBelow('rank', rank)} || (rank:=${rank} && ${isBelow('n', toNumber(id))}))`;
}

function matching(query: string, conditions: readonly TweetCondition[]) {
  return {
    q: toQuery(
      conditions.flatMap(({ excluded }) => excluded),
      query,
    ),
    query_by: 'tokens,facts',
    ...{ prefix: false, num_typos: 0, split_join_tokens: 'off' },
    filter_by: conditions.flatMap(({ filters }) => filters).join(' && '),
  };
}

function highlight(text: string, tokens: readonly string[], { sequences }: WordQuery) {
  const places: Record<string, number[]> = {};
  // The stems of the words follow the words.
  for (const [index, token] of tokens.entries())
    places[token] = [...(places[token] ?? []), (index % (tokens.length / 2)) + 1];
  return toHighlights(text, { sequences, places });
}

function hasOneOf(tokens: readonly string[], sequences: readonly string[][]): boolean {
  return sequences.some((sequence) =>
    tokens.some((_, start) => sequence.every((token, index) => tokens[start + index] === token)),
  );
}

/** Nothing but a number reaches a filter. @throws SyntaxError */
function toNumber(text: string): bigint {
  return BigInt(text);
}

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

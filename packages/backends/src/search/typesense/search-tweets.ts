import { listStemmedWords } from '../asked-words.ts';
import { toHighlights } from '../highlights.ts';
import type { TweetHit, TweetSearch } from '../search.ts';
import { type CollectionSearch, search as searchCollections } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { rankUnit, type StoredTweet } from './tweet-document.ts';
import { anyFact, noFact, toFilter, toListedFilter } from './tweet-filter.ts';
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
  const filters = [...search.terms.flatMap(toFilter), ...words.filters, toListedFilter(search)];
  const streams = search.sort === 'newest' ? newest(search) : relevant(search, words);
  const searches = streams.flatMap((stream) =>
    words.queries.map((q) => ({
      stream,
      search: toSearch(search, { collection: context.collections.tweets, q, filters, stream }),
    })),
  );
  const results = await searchCollections<StoredTweet>(
    context.send,
    searches.map((one) => one.search),
    { signal: search.signal },
  );
  return results
    .flatMap(({ documents }, index) =>
      documents.map((tweet) => ({ tweet, score: searches[index]?.stream.toScore(tweet) ?? 0 })),
    )
    .sort((a, b) => b.score - a.score || compareIds(b.tweet.id, a.tweet.id))
    .slice(0, search.limit)
    .map(({ tweet: { id, text, tokens }, score }) => ({
      hit: { id, position: search.sort === 'newest' ? id : `${score} ${id}`, text },
      tokens: tokens === '' ? [] : tokens.split(' '),
    }));
}

interface Found {
  hit: Omit<TweetHit, 'highlights'>;
  tokens: string[];
}

/** Tweets in an order that Typesense sorts by itself. */
interface Stream {
  filters: string[];
  sort: string;
  toScore(tweet: StoredTweet): number;
}

function newest({ after }: TweetSearch): Stream[] {
  return [
    { filters: after === undefined ? [] : [`n:<${toNumber(after)}`], sort: 'n:desc', toScore: () => 0 },
  ];
}

/** What a word that stands more than once is worth. */
const repeatedScore = Math.round(Math.log(2) * rankUnit);

/**
 * Tweets in which a word of the search is repeated, and those in which none is: each in the order of a rank that was computed
 * when it was written, so that a page costs what a page of the newest does. Merged, they are in the order of their scores.
 */
function relevant({ after }: TweetSearch, { repeated }: WordQuery): Stream[] {
  const toStream = (bonus: number, filters: string[]): Stream => ({
    filters: [...filters, ...(after === undefined ? [] : [afterScore(after, bonus)])],
    sort: 'rank:desc,n:desc',
    toScore: ({ rank }) => rank + bonus,
  });
  if (repeated.length === 0) return [toStream(0, [])];
  return [toStream(repeatedScore, [anyFact(repeated)]), toStream(0, [noFact(repeated)])];
}

function afterScore(after: string, bonus: number): string {
  const [score = '', id = ''] = after.split(' ');
  const rank = toNumber(score) - BigInt(bonus);
  return `(rank:<${rank} || (rank:=${rank} && n:<${toNumber(id)}))`;
}

function toSearch(
  { limit }: TweetSearch,
  {
    collection,
    q,
    filters,
    stream,
  }: { collection: string; q: string; filters: readonly string[]; stream: Stream },
): CollectionSearch {
  return {
    ...{ collection, q, query_by: 'tokens', include_fields: 'id,text,tokens,rank' },
    filter_by: [...filters, ...stream.filters].join(' && '),
    sort_by: stream.sort,
    per_page: Math.min(limit, maxLimit),
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

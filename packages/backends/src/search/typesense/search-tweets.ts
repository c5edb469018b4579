import { listStemmedWords } from '../asked-words.ts';
import { findSequence, type Places, type Sequence, toHighlights } from '../highlights.ts';
import type { TweetHit, TweetSearch } from '../search.ts';
import { toWords } from '../words.ts';
import { search as searchCollections } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { isAtLeast, isBelow } from './numbers.ts';
import { placesOf, rankUnit, type StoredTweet } from './tweet-document.ts';
import { anyFact, type TweetCondition, toCondition, toQuery, toVisibleConditions } from './tweet-filter.ts';
import { createWordQuery, type WordQuery } from './word-query.ts';

/** Hits of one page at most. */
const maxLimit = 250;

export async function searchTweets(context: TypesenseContext, search: TweetSearch): Promise<TweetHit[]> {
  search.signal?.throwIfAborted();
  const stem = await context.loadStems(listStemmedWords(search.ways), { signal: search.signal });
  const ways = search.ways.map(
    (terms): Way => ({ asked: toCondition(terms), words: createWordQuery(terms, stem) }),
  );
  const sequences = ways.flatMap(({ words }) => words.sequences);
  const hits: TweetHit[] = [];
  // Reads on where what is left to us to judge leaves a page short.
  for (let { after } = search; ; ) {
    const page = await readPage(context, { ...search, after }, ways);
    hits.push(
      ...page
        .filter(({ foundBy, places }) => foundBy.some((way) => isFound(way, places)))
        .map(({ hit, places }) => ({ ...hit, highlights: toHighlights(hit.text, { sequences, places }) })),
    );
    after = page.at(-1)?.hit.position;
    if (hits.length >= search.limit || page.length < search.limit) return hits.slice(0, search.limit);
  }
}

function isFound({ words }: Way, places: Places): boolean {
  return words.judged.every(({ negated, sequences }) => negated !== hasOneOf(sequences, places));
}

async function readPage(
  context: TypesenseContext,
  search: TweetSearch,
  ways: readonly Way[],
): Promise<Found[]> {
  // Of all ways, so that a tweet scores the same by whichever it is found.
  const repeated = [...new Set(ways.flatMap(({ words }) => words.repeated))];
  let page: Ranked[] = [];
  // One after the other: what fills the page leaves the next little to look through.
  for (const way of ways)
    for (const visible of toVisibleConditions(search))
      for (const stream of search.sort === 'newest' ? newest(search) : relevant(search, repeated)) {
        const last = page.length < search.limit ? undefined : page.at(-1);
        const within = { filters: last ? [stream.reaching(last)] : [], excluded: [] };
        const conditions = [way.asked, way.words, visible, stream, within];
        const found = await readStream(context, search, { way, conditions, stream });
        page = merge(page, found).slice(0, search.limit);
      }
  return page.map(({ tweet: { id, text, tokens }, score, foundBy }) => ({
    hit: { id, position: search.sort === 'newest' ? id : `${score} ${id}`, text },
    places: placesOf(tokens === '' ? [] : tokens.split(' '), toWords(text).length),
    foundBy,
  }));
}

function merge(page: readonly Ranked[], found: readonly Ranked[]): Ranked[] {
  const merged = new Map(page.map((ranked) => [ranked.tweet.id, ranked]));
  for (const ranked of found) {
    const foundBy = merged.get(ranked.tweet.id)?.foundBy ?? [];
    merged.set(ranked.tweet.id, { ...ranked, foundBy: [...foundBy, ...ranked.foundBy] });
  }
  return [...merged.values()].sort(compareRanked);
}

async function readStream(
  { send, collections }: TypesenseContext,
  { limit, signal }: TweetSearch,
  { way, conditions, stream }: { way: Way; conditions: TweetCondition[]; stream: Stream },
): Promise<Ranked[]> {
  const search = {
    ...{ collection: collections.tweets, ...matching(way.words.query, conditions) },
    ...{ include_fields: 'id,text,tokens,rank', sort_by: stream.sort },
    per_page: Math.min(limit, maxLimit),
  };
  const results = await searchCollections<StoredTweet>(send, [search], { signal });
  return results.flatMap(({ documents }) =>
    documents.map((tweet) => ({ tweet, score: stream.toScore(tweet), foundBy: [way] })),
  );
}

interface Found {
  hit: Omit<TweetHit, 'highlights'>;
  places: Places;
  foundBy: Way[];
}

/** A way of the search, as Typesense is asked for it. */
interface Way {
  asked: TweetCondition;
  words: WordQuery;
}

interface Ranked {
  tweet: StoredTweet;
  score: number;
  foundBy: Way[];
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
function relevant({ after }: TweetSearch, repeated: readonly string[]): Stream[] {
  const toStream = (bonus: number, { filters = [], excluded = [] }: Partial<TweetCondition>): Stream => ({
    filters: [...filters, ...(after === undefined ? [] : [afterScore(after, bonus)])],
    excluded,
    sort: 'rank:desc,n:desc',
    toScore: ({ rank }) => rank + bonus,
    reaching: ({ score }) => isAtLeast('rank', BigInt(score - bonus)),
  });
  if (repeated.length === 0) return [toStream(0, {})];
  return [
    toStream(repeatedScore, { filters: [anyFact(repeated)] }),
    toStream(0, { excluded: [...repeated] }),
  ];
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

function hasOneOf(sequences: readonly Sequence[], places: Places): boolean {
  return sequences.some((sequence) => findSequence(sequence, places).length > 0);
}

/** Nothing but a number reaches a filter. @throws SyntaxError */
function toNumber(text: string): bigint {
  return BigInt(text);
}

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

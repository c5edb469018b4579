import { toName } from '../names.ts';
import { importDocuments, search } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { toKeys, toTerms } from './name-terms.ts';
import type { Send } from './nodes.ts';
import { digest, toFact } from './tokens.ts';
import { anyFact } from './tweet-filter.ts';

/** Hashtags counted in one request. */
const batchSize = 250;

/** How many listed tweets carry each. Typesense knows nothing but the tweets: a count beside them would go wrong between two writers. */
export async function countHashtags(
  send: Send,
  {
    collection,
    hashtags,
    signal,
  }: { collection: string; hashtags: readonly string[]; signal?: AbortSignal | undefined },
): Promise<number[]> {
  const counts: number[] = [];
  for (let from = 0; from < hashtags.length; from += batchSize) {
    const searches = hashtags.slice(from, from + batchSize).map((hashtag) => ({
      ...{ collection, q: '*', per_page: 0, filter_by: anyFact([toFact('counted hashtag', hashtag)]) },
    }));
    counts.push(...(await search(send, searches, { signal })).map(({ found }) => found));
  }
  return counts;
}

/**
 * Makes them known, with about how much they are used: searches tell the exact number. Those that are known are counted again
 * when there may be four times as many.
 * @param names one for each tweet that carries it.
 */
export async function noteHashtags(context: TypesenseContext, names: readonly string[]): Promise<void> {
  const { send, collections, noted } = context;
  const hashtags = addToNoted(noted, names);
  const counts = await countHashtags(send, { collection: collections.tweets, hashtags });
  const counted = hashtags.map((hashtag, index) => ({ hashtag, count: counts[index] ?? 0 }));
  const documents = counted.map(({ hashtag, count }) => ({
    ...{ id: digest(hashtag), hashtag, name: toName(hashtag), magnitude: magnitudeOf(count) },
    ...{ terms: toTerms([hashtag]), keys: toKeys(hashtag, toName(hashtag)) },
  }));
  await importDocuments(send, collections.hashtags, documents);
  for (const { hashtag, count } of counted) noted.set(hashtag, { count, added: 0 });
}

/** Adds to what is known of each. @returns those that are to be counted. */
function addToNoted(noted: TypesenseContext['noted'], names: readonly string[]): string[] {
  const uncounted = new Set<string>();
  for (const name of names) {
    const known = noted.get(name);
    if (known) known.added++;
    if (!known || known.added >= 3 * known.count) uncounted.add(name);
  }
  return [...uncounted];
}

/** One tweet more changes no order while somebody reads on. */
export function magnitudeOf(count: number): number {
  return count === 0 ? -1 : Math.floor(Math.log2(count));
}

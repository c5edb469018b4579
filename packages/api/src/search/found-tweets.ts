import { SearchInterruptedError, type TweetHit, type TweetSearch } from '@dunlin/backends/search';
import { AppError } from '../core/errors.ts';
import { listPage, type Page, type PageRequest } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import { listUnlistedAuthorsSeenBy } from './queries.ts';

/** What a search finds of tweets, those of private accounts too that the viewer follows. */
export function listFoundTweets<Item>(
  ctx: QueryContext,
  page: PageRequest,
  { list, ways, sort, signal, present }: FoundTweets<Item>,
): Promise<Page<Item>> {
  return onOneEngine(page, async (ownOnly) => {
    const alsoBy = await listUnlistedAuthorsSeenBy(ctx.db, ctx.viewer.id);
    return listPage(ctx, page, {
      list,
      read: async ({ last, limit }) => {
        const { onSearchAnswer: onAnswer } = ctx.request;
        const part = { limit, after: last, signal, onAnswer, ownOnly };
        const hits = await untilAborted(ctx.search.searchTweets({ ways, sort, alsoBy, ...part }), signal);
        return hits.map(({ id, position, ...hit }) => ({ ...hit, id: position, tweetId: id }));
      },
      present,
    });
  });
}

/**
 * A page may take several reads, and the engine of the first fail before the next: then all of the page is read anew.
 * @throws AppError INVALID_CURSOR where another engine would have to go on with a walk.
 */
export async function onOneEngine<Item>(
  { cursor }: PageRequest,
  read: (ownOnly: boolean) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  try {
    return await read(false);
  } catch (error) {
    if (!(error instanceof SearchInterruptedError)) throw error;
    if (cursor !== undefined) throw new AppError('INVALID_CURSOR', { cause: error });
    return read(true);
  }
}

/** @throws AppError REQUEST_ABORTED instead of whatever reason the transport gave. */
export async function untilAborted<Hits>(
  search: Promise<Hits>,
  signal: AbortSignal | undefined,
): Promise<Hits> {
  try {
    return await search;
  } catch (error) {
    if (signal?.aborted) throw new AppError('REQUEST_ABORTED', { cause: error });
    throw error;
  }
}

/** `id` is where the list goes on. */
export type FoundTweet = Omit<TweetHit, 'position'> & { tweetId: string };

interface FoundTweets<Item> extends Pick<TweetSearch, 'ways' | 'sort'> {
  /** Endpoint and filter that the cursor is bound to. */
  list: string;
  signal: AbortSignal | undefined;
  present: (hits: FoundTweet[]) => Promise<Item[]>;
}

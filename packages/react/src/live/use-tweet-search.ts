import type { DunlinClient, TweetSearchResult } from '@dunlin/sdk';
import { type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf, StreamErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { ourKeys } from '../queries/query-key.ts';
import { read } from '../queries/read.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { createSlots } from './slots.ts';
import { asRead, type NewItemsResult, useNewItems } from './use-new-items.ts';

/** So many searches a server follows for an account. */
const maxSearches = 10;

type Search = DunlinClient['search'];

/**
 * Tweets that a search finds, live, newest first: what is new waits until it is asked for. A hashtag is the search `#hashtag`.
 * The ten searches that were shown first are live; when one of them is left, the next is. By relevance: `useList(client.search.tweets, { q })`.
 * @example const { items, newCount, showNew } = useTweetSearch('#birds');
 */
export function useTweetSearch(
  q: string,
): NewItemsResult<TweetSearchResult, ErrorOf<Search['tweets']>, StreamErrorOf<Search['onTweets']>> {
  const { search } = useClient();
  const options = listOptions(search.tweets, inputOf(q));
  const live = searchOf(useQueryClient(), search, q);
  return useNewItems(useInfiniteQuery({ ...options, ...asRead }), options.queryKey, { live });
}

function inputOf(q: string) {
  return { q, sort: 'newest' } as const;
}

function searchOf(
  queryClient: QueryClient,
  { tweets, onTweets }: Search,
  q: string,
): LiveList<TweetSearchResult> {
  const slots = liveOf(queryClient, [...ourKeys, 'searches'], () => createSlots(maxSearches));
  const { queryKey } = listOptions(tweets, inputOf(q));
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: (input, options) => slots.during(options.signal, () => onTweets({ ...input, q }, options)),
      itemOf: (event) => (event.type === 'tweet' ? { tweet: event.tweet, highlights: [] } : undefined),
      readFirstPage: () => read(tweets, inputOf(q), { client: queryClient }),
    }),
  );
}

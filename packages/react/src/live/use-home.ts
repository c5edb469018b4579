import type { DunlinClient, HomeTweet } from '@dunlin/sdk';
import {
  type QueryClient,
  useInfiniteQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
} from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf, StreamErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { read } from '../queries/read.ts';
import type { ListQuery } from '../queries/use-list.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { mergeHome } from './merge-home.ts';
import { asRead, type NewItemsResult, useNewItems } from './use-new-items.ts';

type Timelines = DunlinClient['timelines'];

/**
 * The home timeline, live: what is posted waits, so that nothing moves under the reader, until it is asked for.
 * @example
 * const { items, newCount, showNew, fetchNextPage } = useHome();
 * {newCount > 0 && <button onClick={showNew}>{newCount} new</button>}
 */
export function useHome(): HomeResult {
  const { timelines } = useClient();
  return useLiveHome(useInfiniteQuery({ ...listOptions(timelines.home), ...asRead }));
}

/**
 * The same, which suspends until there is a first page, and throws when there is none to be had.
 * @example const { items, newCount, showNew } = useSuspenseHome();
 */
export function useSuspenseHome(): HomeResult {
  const { timelines } = useClient();
  return useLiveHome(useSuspenseInfiniteQuery({ ...listOptions(timelines.home), ...asRead }));
}

export type HomeResult = NewItemsResult<
  HomeTweet,
  ErrorOf<Timelines['home']>,
  StreamErrorOf<Timelines['onHome']>
>;

function useLiveHome(query: ListQuery<HomeTweet, ErrorOf<Timelines['home']>>): HomeResult {
  const { timelines } = useClient();
  const live = homeListOf(useQueryClient(), timelines);
  return useNewItems(query, listOptions(timelines.home).queryKey, { live, merge: mergeHome });
}

function homeListOf(queryClient: QueryClient, { home, onHome }: Timelines): LiveList<HomeTweet> {
  const { queryKey } = listOptions(home);
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: onHome,
      itemOf: (event) => (event.type === 'tweet' ? event.tweet : undefined),
      readFirstPage: () => read(home, {}, { client: queryClient }),
    }),
  );
}

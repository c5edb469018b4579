import type { DunlinClient, DunlinError, ErrorCodeOf, HomeTweet } from '@dunlin/sdk';
import {
  type QueryClient,
  useInfiniteQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { read } from '../queries/read.ts';
import { useItems } from '../queries/use-items.ts';
import { type ListQuery, type ListResult, useListResult } from '../queries/use-list.ts';
import { rulesOf } from '../store/list-rules.ts';
import { shownItem } from '../store/shown-item.ts';
import { storeOf } from '../store/store-of.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { mergeHome } from './merge-home.ts';
import { useLiveState } from './use-live-state.ts';

type Home = DunlinClient['timelines']['home'];

/**
 * The home timeline, live: what is posted waits, so that nothing moves under the reader, until it is asked for.
 * @example
 * const { items, newCount, showNew, fetchNextPage } = useHome();
 * {newCount > 0 && <button onClick={showNew}>{newCount} new</button>}
 */
export function useHome(): HomeResult {
  const { timelines } = useClient();
  return useLiveHome(useInfiniteQuery(homeOptions(timelines.home)));
}

/** The same, which suspends until there is a first page, and throws when there is none to be had. */
export function useSuspenseHome(): HomeResult {
  const { timelines } = useClient();
  return useLiveHome(useSuspenseInfiniteQuery(homeOptions(timelines.home)));
}

export interface HomeResult extends ListResult<HomeTweet, ErrorOf<Home>> {
  /** How many are waiting. */
  newCount: number;
  showNew: () => void;
  /** Why nothing new comes, until something does. */
  liveError: DunlinError<ErrorCodeOf<DunlinClient['timelines']['onHome']>> | null;
}

function useLiveHome(query: ListQuery<HomeTweet, ErrorOf<Home>>): HomeResult {
  const { timelines } = useClient();
  const queryClient = useQueryClient();
  const store = storeOf(queryClient);
  const { queryKey } = listOptions(timelines.home);
  const live = homeListOf(queryClient, timelines);
  const { shown, waiting, error } = useLiveState(live);
  const { data, hasNextPage } = query;
  const oldest = hasNextPage
    ? data?.pages.findLast(({ items }) => items.length > 0)?.items.at(-1)
    : undefined;
  const merge = useCallback(
    (paged: HomeTweet[], beside: readonly HomeTweet[]) => mergeHome(paged, beside, oldest),
    [oldest],
  );
  const items = useItems(queryKey, data, { beside: shown, merge });
  const rules = rulesOf(store, queryKey);
  const isThere = new Set(items.map(({ id }) => id));
  return {
    ...useListResult(query, items),
    newCount: waiting.filter((item) => !isThere.has(item.id) && shownItem(store, item, rules)).length,
    showNew: () => void live.showNew(),
    // `as`: a stream fails with nothing else.
    liveError: (error as HomeResult['liveError'] | undefined) ?? null,
  };
}

/** Stays as it was read, also when a write has outdated it: the stream tells of everything new, and nothing moves under the reader. */
function homeOptions(home: Home) {
  return {
    ...listOptions(home),
    ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
  };
}

function homeListOf(
  queryClient: QueryClient,
  { home, onHome }: DunlinClient['timelines'],
): LiveList<HomeTweet> {
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

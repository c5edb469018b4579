import type { DunlinClient, Tweet } from '@dunlin/sdk';
import { type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { useItems } from '../queries/use-items.ts';
import { type ListResult, useListResult } from '../queries/use-list.ts';
import { compareIds } from './compare-ids.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { useLiveState } from './use-live-state.ts';

/**
 * The conversation that a tweet belongs to, live: oldest first, so that new replies move nothing and show at once.
 * @example const { items } = useThread(id);
 */
export function useThread(id: string): ListResult<Tweet, ErrorOf<DunlinClient['tweets']['thread']>> {
  const { tweets } = useClient();
  const queryClient = useQueryClient();
  const options = listOptions(tweets.thread, { id });
  const query = useInfiniteQuery(options);
  const { shown, added } = useLiveState(threadOf(queryClient, tweets, id));
  const { data, hasNextPage } = query;
  // What is newer than the pages comes with those that are still to be read, but for what the viewer has posted.
  const merge = useCallback(
    (paged: Tweet[], beside: readonly Tweet[]) =>
      mergeThread(paged, hasNextPage ? beside.filter((tweet) => added.has(tweet.id)) : beside),
    [added, hasNextPage],
  );
  return useListResult(query, useItems(options.queryKey, data, { beside: shown, merge }));
}

function mergeThread(paged: readonly Tweet[], beside: readonly Tweet[]): Tweet[] {
  const byId = new Map([...paged, ...beside].map((tweet) => [tweet.id, tweet]));
  return [...byId.values()].sort((a, b) => compareIds(a.id, b.id));
}

function threadOf(
  queryClient: QueryClient,
  { thread, onThread }: DunlinClient['tweets'],
  id: string,
): LiveList<Tweet> {
  const { queryKey } = listOptions(thread, { id });
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: (input, options) => onThread({ ...input, id }, options),
      itemOf: (event) => (event.type === 'tweet' ? event.tweet : undefined),
    }),
  );
}

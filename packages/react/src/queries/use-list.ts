import type { Page } from '@dunlin/sdk';
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseSuspenseInfiniteQueryResult,
  useInfiniteQuery,
  useSuspenseInfiniteQuery,
} from '@tanstack/react-query';
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { ErrorOf, InputArgument, ItemOf, ListOperation } from '../operation.ts';
import { listOptions } from './list-options.ts';
import { useItems } from './use-items.ts';

/**
 * A list of the API, page by page; each item once, and without what was deleted, blocked or muted since it was read.
 * @example
 * const { items, hasNextPage, fetchNextPage } = useList(client.users.followers, { id });
 */
export function useList<Operation extends ListOperation>(
  operation: Operation,
  ...input: InputArgument<Operation>
): ListResult<ItemOf<Operation>, ErrorOf<Operation>> {
  const options = listOptions(operation, ...input);
  const query = useInfiniteQuery(options);
  return useListResult(query, useItems<ItemOf<Operation>>(options.queryKey, query.data));
}

/**
 * The same, which suspends until there is a first page, and throws when there is none to be had.
 * @example const { items } = useSuspenseList(useClient().users.followers, { id });
 */
export function useSuspenseList<Operation extends ListOperation>(
  operation: Operation,
  ...input: InputArgument<Operation>
): ListResult<ItemOf<Operation>, ErrorOf<Operation>> {
  const options = listOptions(operation, ...input);
  const query = useSuspenseInfiniteQuery(options);
  return useListResult(query, useItems<ItemOf<Operation>>(options.queryKey, query.data));
}

export interface ListResult<Item, Failure> {
  items: Item[];
  /** Whether there is no first page yet. */
  isPending: boolean;
  /** Of the latest attempt to read; the items that there are stay. */
  error: Failure | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  /** Does nothing while a page is on its way, or after the last one. */
  fetchNextPage: () => void;
  /** Reads again all pages that there are. */
  refetch: () => void;
}

/** Only what lists show is read of the query: a component is rendered again for what was read of it. */
export function useListResult<Item, Failure>(
  query: ListQuery<Item, Failure>,
  items: Item[],
): ListResult<Item, Failure> {
  const { isPending, error, hasNextPage, isFetchingNextPage } = query;
  const latest = useRef(query);
  useLayoutEffect(() => {
    latest.current = query;
  });
  // The same functions for good, so that an effect that calls one does not run again with each render.
  const fetchNextPage = useCallback(() => {
    const { hasNextPage: hasMore, isFetchingNextPage: isFetching, fetchNextPage: fetchNext } = latest.current;
    if (hasMore && !isFetching) void fetchNext({ cancelRefetch: false });
  }, []);
  const refetch = useCallback(() => void latest.current.refetch(), []);
  return {
    items,
    isPending,
    error,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
    refetch,
  };
}

export type ListQuery<Item, Failure> =
  | UseInfiniteQueryResult<InfiniteData<Page<Item>>, Failure>
  | UseSuspenseInfiniteQueryResult<InfiniteData<Page<Item>>, Failure>;

import { type InfiniteData, infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';
import type { AnswerOf, ErrorOf, InputArgument, ListOperation } from '../operation.ts';
import { queryKey } from './query-key.ts';
import { read } from './read.ts';
import { staleTime } from './stale-time.ts';

/**
 * Options of a query of a list, page by page, for `useInfiniteQuery`, `useSuspenseInfiniteQuery`,
 * `queryClient.prefetchInfiniteQuery` and the like.
 * @example await queryClient.prefetchInfiniteQuery(listOptions(client.users.followers, { id }));
 */
export function listOptions<Operation extends ListOperation>(
  operation: Operation,
  ...[input]: InputArgument<Operation>
) {
  type Answer = AnswerOf<Operation>;
  const given: object = input ?? {};
  return infiniteQueryOptions<Answer, ErrorOf<Operation>, InfiniteData<Answer>, QueryKey, Cursor>({
    queryKey: queryKey(operation, given),
    queryFn: ({ pageParam, client, signal }) =>
      read(operation, pageParam ? { ...given, cursor: pageParam } : given, { client, signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime,
    // The client has repeated what can be repeated.
    retry: false,
  });
}

type Cursor = string | null | undefined;

import { queryOptions } from '@tanstack/react-query';
import type { AnswerOf, ErrorOf, InputArgument, ReadOperation } from '../operation.ts';
import { queryKey } from './query-key.ts';
import { read } from './read.ts';
import { staleTime } from './stale-time.ts';

/**
 * Options of a query of one thing, for `useQuery`, `useSuspenseQuery`, `queryClient.prefetchQuery` and the like.
 * @example await queryClient.prefetchQuery(readOptions(client.tweets.get, { id }));
 */
export function readOptions<Operation extends ReadOperation>(
  operation: Operation,
  ...[input]: InputArgument<Operation>
) {
  return queryOptions<AnswerOf<Operation>, ErrorOf<Operation>>({
    queryKey: queryKey(operation, input ?? {}),
    queryFn: (context) => read(operation, input ?? {}, context),
    staleTime,
    // The client has repeated what can be repeated.
    retry: false,
  });
}

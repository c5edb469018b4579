import type { DunlinClient, User } from '@dunlin/sdk';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf } from '../operation.ts';
import { readOptions } from './read-options.ts';

/**
 * Who is signed in.
 * @example const { data: viewer } = useViewer();
 */
export function useViewer(): UseQueryResult<User, ErrorOf<DunlinClient['auth']['me']>> {
  const { auth } = useClient();
  return useQuery(readOptions(auth.me));
}

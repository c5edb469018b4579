import type { DunlinClient, Tweet } from '@dunlin/sdk';
import { type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf, StreamErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { read } from '../queries/read.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { asRead, type NewItemsResult, useNewItems } from './use-new-items.ts';

type Users = DunlinClient['users'];

/**
 * What a user wrote and retweeted, live, newest first: what is new waits until it is asked for.
 * @example const { items, newCount, showNew } = useUserTweets(user.id);
 */
export function useUserTweets(
  id: string,
): NewItemsResult<Tweet, ErrorOf<Users['tweets']>, StreamErrorOf<Users['onTweets']>> {
  const { users } = useClient();
  const options = listOptions(users.tweets, { id });
  const live = userTweetsOf(useQueryClient(), users, id);
  return useNewItems(useInfiniteQuery({ ...options, ...asRead }), options.queryKey, { live });
}

function userTweetsOf(queryClient: QueryClient, { tweets, onTweets }: Users, id: string): LiveList<Tweet> {
  const { queryKey } = listOptions(tweets, { id });
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: (input, options) => onTweets({ ...input, id }, options),
      itemOf: (event) => (event.type === 'tweet' ? event.tweet : undefined),
      readFirstPage: () => read(tweets, { id }, { client: queryClient }),
    }),
  );
}

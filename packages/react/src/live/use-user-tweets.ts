import type { DunlinClient, ListTweetsOfUserInput, Tweet } from '@dunlin/sdk';
import { type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf, StreamErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { read } from '../queries/read.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { asRead, type NewItemsResult, useNewItems } from './use-new-items.ts';

type Users = DunlinClient['users'];
type Only = ListTweetsOfUserInput['only'];

/**
 * What a user wrote and retweeted, live, newest first: what is new waits until it is asked for. With `only`, their replies or all but those.
 * @example const { items, newCount, showNew } = useUserTweets(user.id, { only: 'replies' });
 */
export function useUserTweets(
  id: string,
  { only }: { only?: Only } = {},
): NewItemsResult<Tweet, ErrorOf<Users['tweets']>, StreamErrorOf<Users['onTweets']>> {
  const { users } = useClient();
  const options = userTweetsOptions(users, id, only);
  const live = userTweetsOf(useQueryClient(), users, { id, only });
  return useNewItems(useInfiniteQuery({ ...options, ...asRead }), options.queryKey, { live });
}

/** The lists in which a tweet of its author stands. */
export function listsOfAuthor(users: Users, { author, replyToId }: Tweet) {
  const kinds: Only[] = [undefined, replyToId === null ? 'tweets' : 'replies'];
  return kinds.map((only) => userTweetsOptions(users, author.id, only));
}

function userTweetsOptions({ tweets }: Users, id: string, only: Only) {
  return listOptions(tweets, toInput(id, only));
}

function toInput(id: string, only: Only): ListTweetsOfUserInput {
  return only === undefined ? { id } : { id, only };
}

function userTweetsOf(
  queryClient: QueryClient,
  users: Users,
  { id, only }: { id: string; only: Only },
): LiveList<Tweet> {
  const { queryKey } = userTweetsOptions(users, id, only);
  const isIn = ({ replyToId }: Tweet) => only === undefined || (only === 'replies') === (replyToId !== null);
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: (input, options) => users.onTweets({ ...input, id }, options),
      itemOf: (event) => (event.type === 'tweet' && isIn(event.tweet) ? event.tweet : undefined),
      readFirstPage: () => read(users.tweets, toInput(id, only), { client: queryClient }),
    }),
  );
}

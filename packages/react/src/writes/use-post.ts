import type { CreateTweetInput, DunlinClient, Tweet } from '@dunlin/sdk';
import {
  type InfiniteData,
  type QueryClient,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import { provisionalPrefix } from '../live/compare-ids.ts';
import type { LiveList } from '../live/live-list.ts';
import { findLive } from '../live/live-registry.ts';
import { listsOfAuthor } from '../live/use-user-tweets.ts';
import type { ErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { mutationKey, queryKey } from '../queries/query-key.ts';
import { useViewer } from '../queries/use-viewer.ts';
import { storeOf } from '../store/store-of.ts';
import { draftOf, postDraft } from './drafts.ts';
import { createProvisionalTweet } from './provisional-tweet.ts';

/**
 * Posts a tweet: it stands in the home timeline, in the viewer's profile and in its conversation at once, marked by `isProvisional`, and leaves them when it
 * fails. What is submitted again while it is on its way, or after it failed, is posted once.
 * @example
 * const post = usePost();
 * post.mutate({ text }, { onSuccess: () => setText('') });
 */
export function usePost(): UseMutationResult<
  Tweet,
  ErrorOf<DunlinClient['tweets']['create']>,
  CreateTweetInput
> {
  const client = useClient();
  const queryClient = useQueryClient();
  const store = storeOf(queryClient);
  const { data: author } = useViewer();
  return useMutation({
    mutationKey: mutationKey(client.tweets.create),
    mutationFn: (input) => postDraft(queryClient, client.tweets, input),
    onMutate(input: CreateTweetInput) {
      if (!author) return undefined;
      const repliedTo = input.replyToId === undefined ? undefined : store.findTweet(input.replyToId);
      const quoted = input.quotedId === undefined ? undefined : store.findTweet(input.quotedId);
      const { key } = draftOf(queryClient, input);
      const tweet = createProvisionalTweet(key, input, { author, repliedTo, quoted });
      const lists = listsOf(queryClient, client, tweet);
      for (const list of lists) list.edit((items) => [...without(items, tweet), tweet]);
      return { tweet, lists };
    },
    onSuccess(tweet, _input, shown) {
      store.take(tweet, store.moment());
      for (const list of shown?.lists ?? [])
        list.edit((items) => [...without(items, shown?.tweet, tweet), tweet]);
      void queryClient.invalidateQueries({ queryKey: queryKey(client.users.tweets), refetchType: 'none' });
    },
    onError(_error, _input, shown) {
      for (const list of shown?.lists ?? []) list.edit((items) => without(items, shown?.tweet));
    },
    retry: false,
  });
}

/**
 * Whether a tweet is on its way to the server: it cannot be liked or answered yet.
 * @example <button disabled={isProvisional(tweet)}>Like</button>
 */
export function isProvisional(tweet: { id: string }): boolean {
  return tweet.id.startsWith(provisionalPrefix);
}

function without(items: readonly Tweet[], ...left: (Tweet | undefined)[]): readonly Tweet[] {
  return items.filter(({ id }) => !left.some((tweet) => tweet?.id === id));
}

/** The lists on the screen in which it will stand. */
function listsOf(
  queryClient: QueryClient,
  { timelines, tweets, users }: DunlinClient,
  tweet: Tweet,
): LiveList<Tweet>[] {
  const threads = queryClient
    .getQueryCache()
    .findAll({ queryKey: queryKey(tweets.thread) })
    // `as`: that is what queries of this key have.
    .filter(({ state }) =>
      isOf(state.data as InfiniteData<{ items: Tweet[] }> | undefined, tweet.conversationId),
    );
  return [listOptions(timelines.home), ...listsOfAuthor(users, tweet), ...threads].flatMap(
    (query) => findLive<LiveList<Tweet>>(queryClient, query.queryKey) ?? [],
  );
}

function isOf(thread: InfiniteData<{ items: Tweet[] }> | undefined, conversationId: string): boolean {
  return (
    thread?.pages.some(({ items }) => items.some((tweet) => tweet.conversationId === conversationId)) ?? false
  );
}

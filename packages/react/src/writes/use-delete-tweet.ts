import type { DunlinClient, QuotedTweet } from '@dunlin/sdk';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf } from '../operation.ts';
import { mutationKey } from '../queries/query-key.ts';
import type { SettleChange } from '../store/store.ts';
import { storeOf } from '../store/store-of.ts';

/**
 * Deletes a tweet of the viewer's: it leaves all lists at once, and comes back when that fails.
 * @example deleteTweet.mutate()
 */
export function useDeleteTweet(
  tweet: QuotedTweet,
): UseMutationResult<void, ErrorOf<DunlinClient['tweets']['delete']>, void, SettleChange> {
  const { tweets } = useClient();
  const store = storeOf(useQueryClient());
  return useMutation({
    mutationKey: mutationKey(tweets.delete, tweet.id),
    mutationFn: () => tweets.delete({ id: tweet.id }),
    onMutate: () => store.change(tweet, () => undefined),
    onSuccess: (_answer, _input, settle) => settle('keep'),
    onError: (_error, _input, settle: SettleChange | undefined) => settle?.('undo'),
    retry: false,
  });
}

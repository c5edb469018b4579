import type { DunlinError, ErrorCodeOf, Tweet, User, WriteOptions } from '@dunlin/sdk';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { mutationKey, queryKey } from '../queries/query-key.ts';
import { type Entity, keyOf, type Live } from '../store/entity.ts';
import type { SettleChange } from '../store/store.ts';
import { storeOf } from '../store/store-of.ts';

/**
 * Turns something of a tweet or user on or off: at once wherever it is shown, and back when it fails. What is asked of one
 * tweet or user is sent in the order in which it was asked.
 */
export function useToggle<Given extends Entity, On extends Switch, Off extends Switch>(
  given: Given,
  { on, off, change, outdates }: Toggle<Given, On, Off>,
): ToggleResult<On, Off> {
  const queryClient = useQueryClient();
  const store = storeOf(queryClient);
  return useMutation({
    mutationKey: mutationKey(on, keyOf(given)),
    scope: { id: `${on.name} ${keyOf(given)}` },
    mutationFn: (isOn: boolean) => switched<On>(isOn ? on : off, given.id),
    onMutate: (isOn) => store.change(given, (entity) => change(entity, isOn)),
    onSuccess(answer, _isOn, settle) {
      store.take(answer, store.moment());
      settle('undo');
      for (const operation of outdates)
        void queryClient.invalidateQueries({ queryKey: queryKey(operation), refetchType: 'none' });
    },
    onError: (_error, _isOn, settle: SettleChange | undefined) => settle?.('undo'),
    retry: false,
  });
}

function switched<On extends Switch>(operation: Switch, id: string) {
  // `as`: both ways answer with the same.
  return operation({ id }) as Promise<Awaited<ReturnType<On>>>;
}

/** `mutate(true)` turns on, `mutate(false)` off. */
export type ToggleResult<On extends Switch, Off extends Switch = On> = UseMutationResult<
  Awaited<ReturnType<On>>,
  DunlinError<ErrorCodeOf<On> | ErrorCodeOf<Off>>,
  boolean,
  SettleChange
>;

interface Toggle<Given extends Entity, On extends Switch, Off extends Switch> {
  on: On;
  off: Off;
  /** What is shown meanwhile. What is so already is left as it is. */
  change: (entity: Live<Given>, isOn: boolean) => Live<Given>;
  /** The lists that are read again when they are next shown. */
  outdates: readonly { name: string }[];
}

type Switch = (input: { id: string }, options?: WriteOptions) => Promise<Tweet | User>;

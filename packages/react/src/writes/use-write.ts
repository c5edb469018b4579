import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf, ErrorOf, InputOf, WriteOperation } from '../operation.ts';
import { mutationKey } from '../queries/query-key.ts';
import { storeOf } from '../store/store-of.ts';

/**
 * Any write of the API, with its own inputs and errors; what it answers with shows wherever it stands.
 * @example
 * const update = useWrite(client.users.update);
 * update.mutate({ id, displayName });
 * if (update.error?.code === 'VALIDATION_FAILED') show(update.error.issues);
 */
export function useWrite<Operation extends WriteOperation>(
  operation: Operation,
): UseMutationResult<AnswerOf<Operation>, ErrorOf<Operation>, InputOf<Operation>> {
  const store = storeOf(useQueryClient());
  return useMutation({
    mutationKey: mutationKey(operation),
    mutationFn: (input: InputOf<Operation>) => write(operation, input),
    onSuccess: (answer) => void store.take(answer, store.moment()),
    // The client has repeated what can be repeated.
    retry: false,
  });
}

function write<Operation extends WriteOperation>(operation: Operation, input: InputOf<Operation>) {
  // `as`: it is its own input, and it says what it answers.
  return operation(input as never) as Promise<AnswerOf<Operation>>;
}

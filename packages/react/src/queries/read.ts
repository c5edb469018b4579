import type { QueryClient } from '@tanstack/react-query';
import type { AnswerOf, ReadOperation } from '../operation.ts';
import { storeOf } from '../store/store-of.ts';

/** Asks an operation that is not known any closer, and has the store take in what it answers. */
export function read<Operation extends ReadOperation>(
  operation: Operation,
  input: object,
  { client, signal }: { client: QueryClient; signal?: AbortSignal },
): Promise<AnswerOf<Operation>> {
  const store = storeOf(client);
  const moment = store.moment();
  // `as`: hooks take only inputs that their operation takes, and it says what it answers.
  const answer = operation(input as never, signal ? { signal } : {}) as Promise<AnswerOf<Operation>>;
  return answer.then((received) => store.take(received, moment));
}

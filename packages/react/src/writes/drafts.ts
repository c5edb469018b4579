import type { CreateTweetInput, DunlinClient, Tweet } from '@dunlin/sdk';
import { hashKey, type QueryClient } from '@tanstack/react-query';

/** What is being posted, or could not be posted yet. */
interface Draft {
  /** The same for every attempt, so that they make one tweet. */
  key: string;
  posting?: Promise<Tweet> | undefined;
}

const drafts = new WeakMap<QueryClient, Map<string, Draft>>();

export function draftOf(queryClient: QueryClient, input: CreateTweetInput): Draft {
  const known = drafts.get(queryClient) ?? new Map<string, Draft>();
  drafts.set(queryClient, known);
  const hash = hashKey([input]);
  // What is only to be unique need not be secret, and pages without https have no randomUUID.
  const draft = known.get(hash) ?? { key: `${Date.now()}-${Math.random()}-${Math.random()}` };
  known.set(hash, draft);
  return draft;
}

/** Posts a draft once, however often it is submitted while it is on its way or after it failed. */
export function postDraft(
  queryClient: QueryClient,
  { create }: DunlinClient['tweets'],
  input: CreateTweetInput,
): Promise<Tweet> {
  const draft = draftOf(queryClient, input);
  draft.posting ??= create(input, { idempotencyKey: draft.key }).then(
    (tweet) => {
      drafts.get(queryClient)?.delete(hashKey([input]));
      return tweet;
    },
    (error) => {
      draft.posting = undefined;
      throw error;
    },
  );
  return draft.posting;
}

export function forgetDrafts(queryClient: QueryClient): void {
  drafts.delete(queryClient);
}

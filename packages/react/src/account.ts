import type { DunlinClient } from '@dunlin/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { resetLive } from './live/live-registry.ts';
import { watchScreen } from './live/watch-screen.ts';
import { isOurs, ourKeys } from './queries/query-key.ts';
import { storeOf } from './store/store-of.ts';
import { forgetDrafts } from './writes/drafts.ts';

/** Follows what is on the screen as the account that is signed in, and forgets everything of one that no longer is. Returns how to stop. */
export function followAccount(
  client: DunlinClient,
  queryClient: QueryClient,
  followsScreen: boolean,
): () => void {
  const follow = () => (followsScreen ? watchScreen(client, storeOf(queryClient)) : () => {});
  let stop = follow();
  const unwatch = client.session.onChange(({ type }) => {
    if (type === 'refreshed') return;
    stop();
    forgetAccount(queryClient);
    stop = follow();
  });
  return () => {
    unwatch();
    stop();
  };
}

function forgetAccount(queryClient: QueryClient): void {
  const mutations = queryClient.getMutationCache();
  for (const mutation of mutations.findAll({ mutationKey: ourKeys })) mutations.remove(mutation);
  // By who looks: a query that is never asked, as the badge's, is inactive to TanStack Query even while it is shown.
  queryClient.removeQueries({ predicate: (query) => isOurs(query) && query.getObserversCount() === 0 });
  storeOf(queryClient).clear();
  resetLive(queryClient);
  forgetDrafts(queryClient);
  // What is on the screen is asked for anew, as whoever is signed in now.
  void queryClient.resetQueries({ predicate: isOurs });
}

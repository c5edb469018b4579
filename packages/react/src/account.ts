import type { DunlinClient } from '@dunlin/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { resetLive } from './live/live-registry.ts';
import { watchScreen } from './live/watch-screen.ts';
import { isOurs } from './queries/query-key.ts';
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
  queryClient.getMutationCache().clear();
  queryClient.removeQueries({ predicate: isOurs, type: 'inactive' });
  storeOf(queryClient).clear();
  resetLive(queryClient);
  forgetDrafts(queryClient);
  // What is on the screen is asked for anew, as whoever is signed in now.
  void queryClient.resetQueries({ predicate: isOurs });
}

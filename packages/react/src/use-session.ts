import type { CurrentSession } from '@dunlin/sdk';
import { useSyncExternalStore } from 'react';
import { useClient } from './dunlin-context.ts';

/**
 * Who is signed in, without a request; undefined for nobody, and while a server renders.
 * @example return useSession() ? <Home /> : <SignIn />;
 */
export function useSession(): CurrentSession | undefined {
  const { session } = useClient();
  return useSyncExternalStore(
    session.onChange,
    () => session.current,
    () => undefined,
  );
}

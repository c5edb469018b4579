import type { DunlinClient } from '@dunlin/sdk';
import { createContext, use } from 'react';

export const DunlinContext = createContext<DunlinClient | undefined>(undefined);

/**
 * The client that the `DunlinProvider` above was given.
 * @example const { auth } = useClient();
 */
export function useClient(): DunlinClient {
  const client = use(DunlinContext);
  if (!client) throw new Error('There is no DunlinProvider above this component: render it inside of one.');
  return client;
}

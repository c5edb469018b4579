import type { DunlinClient } from '@dunlin/sdk';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { followAccount } from './account.ts';
import { DunlinContext } from './dunlin-context.ts';

/**
 * Gives the components within a client, and a query client with the store of all that is on the screen.
 * @example <DunlinProvider client={client}><App /></DunlinProvider>
 */
export function DunlinProvider({
  client,
  queryClient: given,
  followsScreen = true,
  children,
}: DunlinProviderProps): ReactNode {
  const [own] = useState(() => given ?? new QueryClient());
  const queryClient = given ?? own;
  useEffect(() => followAccount(client, queryClient, followsScreen), [client, queryClient, followsScreen]);
  return (
    <DunlinContext value={client}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </DunlinContext>
  );
}

export interface DunlinProviderProps {
  client: DunlinClient;
  /** The app's own, as for server rendering; of this client alone. */
  queryClient?: QueryClient | undefined;
  /** Whether the tweets and users on the screen are kept as the server has them, by a stream. Default: true. */
  followsScreen?: boolean | undefined;
  children?: ReactNode;
}

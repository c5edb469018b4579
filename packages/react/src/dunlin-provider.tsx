import type { DunlinClient } from '@dunlin/sdk';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { DunlinContext } from './dunlin-context.ts';

/**
 * Gives the components within a client, and a query client with the store of all that is on the screen.
 * @example <DunlinProvider client={client}><App /></DunlinProvider>
 */
export function DunlinProvider({ client, queryClient, children }: DunlinProviderProps): ReactNode {
  const [ownQueryClient] = useState(() => queryClient ?? new QueryClient());
  return (
    <DunlinContext value={client}>
      <QueryClientProvider client={queryClient ?? ownQueryClient}>{children}</QueryClientProvider>
    </DunlinContext>
  );
}

export interface DunlinProviderProps {
  client: DunlinClient;
  /** The app's own, as for server rendering; of this client alone. */
  queryClient?: QueryClient | undefined;
  children?: ReactNode;
}

import { browserStorage, createClient, type DunlinClient } from '@dunlin/sdk';

/** Accounts side by side, as in an app that posts for several: a client for each, with a storage of its own. */
export function createAccounts(baseUrl: string): Accounts {
  const clients = new Map<string, DunlinClient>();
  return (name) => {
    const client = clients.get(name) ?? createClient({ baseUrl, storage: browserStorage(`dunlin:${name}`) });
    clients.set(name, client);
    return client;
  };
}

/** The client of an account, under the app's own name for it; the same one each time. */
export type Accounts = (name: string) => DunlinClient;

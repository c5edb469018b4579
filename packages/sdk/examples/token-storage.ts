import { browserStorage, createClient, type DunlinClient, type TokenStorage, type Tokens } from '@dunlin/sdk';

/** In a browser: signed in across reloads, in all tabs. */
export function createBrowserClient(baseUrl: string, goToSignIn: () => void): DunlinClient {
  const client = createClient({ baseUrl, storage: browserStorage() });
  client.session.onChange(({ type }) => {
    if (type === 'ended' || type === 'signedOut') goToSignIn();
  });
  return client;
}

/** Anywhere else: a storage is three functions, which may be asynchronous. */
export function createDatabaseClient(
  baseUrl: string,
  rows: Map<string, Tokens>,
  account: string,
): DunlinClient {
  const storage: TokenStorage = {
    get: async () => rows.get(account),
    set: async (tokens) => void rows.set(account, tokens),
    remove: async () => void rows.delete(account),
  };
  return createClient({ baseUrl, storage });
}

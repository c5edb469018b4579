import { createClient, type DunlinClient, type TokenStorage } from '@dunlin/sdk';

/** The accounts of a plan on the server, and a signed-in client for each that needs one. */
export interface Sessions {
  /** Registers through the API. @returns the account's id. */
  register(account: number): Promise<string>;
  /** Tells of an account that was made another way, with the password of the registered ones. */
  add(account: number, id: string): void;
  idOf(account: number): string;
  /** The account's client; signs in when it is first asked for. */
  signIn(account: number): Promise<DunlinClient>;
}

export function createSessions(options: {
  url: string;
  usernames: readonly string[];
  password: string;
}): Sessions {
  const { url, usernames, password } = options;
  const ids = new Map<number, string>();
  const clients = new Map<number, Promise<DunlinClient>>();
  const usernameOf = (account: number) => usernames[account] ?? '';

  return {
    async register(account) {
      const username = usernameOf(account);
      const client = createClient({ baseUrl: url });
      const { user } = await client.auth.register({ username, email: emailOf(username), password });
      clients.set(account, Promise.resolve(client));
      ids.set(account, user.id);
      return user.id;
    },
    add: (account, id) => void ids.set(account, id),
    idOf(account) {
      const id = ids.get(account);
      if (id === undefined) throw new Error(`account ${account} is not on the server`);
      return id;
    },
    signIn(account) {
      const known = clients.get(account) ?? signIn({ url, username: usernameOf(account), password });
      clients.set(account, known);
      return known;
    },
  };
}

/** A client for the account, of its own. */
export async function signIn(options: {
  url: string;
  username: string;
  password: string;
  storage?: TokenStorage;
}): Promise<DunlinClient> {
  const { url, username, password, storage } = options;
  const client = createClient({ baseUrl: url, storage });
  await client.auth.login({ username, password });
  return client;
}

export function emailOf(username: string): string {
  return `${username}@replay.example.org`;
}

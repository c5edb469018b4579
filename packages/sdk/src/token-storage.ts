/** What keeps a user signed in. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** When to refresh before use, in Unix milliseconds by this device's clock. Without it: when the server says that the token has expired. */
  refreshAt?: number;
}

/** Where a client keeps its tokens. Implementations may be asynchronous; `get` is asked before every request. */
export interface TokenStorage {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  set(tokens: Tokens): void | Promise<void>;
  remove(): void | Promise<void>;
  /** The Web Lock under which the tabs that share these tokens refresh them one at a time; left out when nobody shares them. */
  lockName?: string;
}

/** Keeps tokens for as long as the client lives. */
export function memoryStorage(tokens?: Tokens): TokenStorage {
  let current = tokens;
  return {
    get: () => current,
    set(changed) {
      current = changed;
    },
    remove() {
      current = undefined;
    },
  };
}

/**
 * Keeps tokens in a browser's localStorage, where all tabs share them, and where every script of the page can read them.
 * @param key one per account when a page has several
 */
export function browserStorage(key = 'dunlin'): TokenStorage {
  return {
    lockName: `dunlin-refresh:${key}`,
    get() {
      // `as`: only `set` below writes under this key.
      return (JSON.parse(localStorage.getItem(key) ?? 'null') as Tokens | null) ?? undefined;
    },
    set: (tokens) => localStorage.setItem(key, JSON.stringify(tokens)),
    remove: () => localStorage.removeItem(key),
  };
}

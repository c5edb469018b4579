import { createListeners } from './listeners.ts';
import { watchStorage } from './storage-events.ts';

/** What keeps a user signed in. */
export interface Tokens {
  accessToken: string;
  /** Without it, an expired access token ends calls with TOKEN_EXPIRED, and no session. */
  refreshToken?: string | undefined;
  /** When to refresh before use, in Unix milliseconds by this device's clock. Without it: when the server says that the token has expired. */
  refreshAt?: number | undefined;
  /** Whose they are. */
  userId?: string | undefined;
  /** The client's own name for this sign-in, the same for all tokens that come of it. Without it, other tokens are another sign-in. */
  sessionId?: string | undefined;
}

/** Where a client keeps its tokens, with all their fields. Implementations may be asynchronous; `get` is asked before every request. */
export interface TokenStorage {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  set(tokens: Tokens): void | Promise<void>;
  remove(): void | Promise<void>;
  /** The Web Lock under which the tabs that share these tokens refresh them one at a time; left out when nobody shares them. */
  lockName?: string;
  /** The address of a backend of the app that keeps the refresh token: what changes the session is sent there instead of to the API. */
  sessionUrl?: string;
  /** Tells when somebody else, such as another tab, has changed the tokens; returns how to stop. Without it that is noticed at the next request. */
  subscribe?(listener: () => void): () => void;
}

/**
 * Keeps tokens for as long as the client lives.
 * @example createClient({ baseUrl, storage: memoryStorage(tokens) })
 */
export function memoryStorage(tokens?: Tokens): TokenStorage {
  let current = tokens;
  const listeners = createListeners<void>();
  const change = (changed: Tokens | undefined) => {
    current = changed;
    listeners.tell();
  };
  return {
    get: () => current,
    set: change,
    remove: () => change(undefined),
    subscribe: listeners.add,
  };
}

/**
 * Keeps tokens in a browser's localStorage, where all tabs share them, and where every script of the page can read them.
 * @param key one per account when a page has several
 * @example createClient({ baseUrl, storage: browserStorage() })
 */
export function browserStorage(key = 'dunlin'): TokenStorage {
  return {
    lockName: `dunlin-refresh:${key}`,
    get: () => readTokens(localStorage.getItem(key)),
    set: (tokens) => localStorage.setItem(key, JSON.stringify(tokens)),
    remove: () => localStorage.removeItem(key),
    // Without a key: all of it was cleared.
    subscribe: (listener) => watchStorage((name) => (name === key || name === null) && listener()),
  };
}

/** Nobody is signed in by what is not tokens: something else may have written under the same key. */
export function readTokens(text: string | null): Tokens | undefined {
  try {
    const tokens = JSON.parse(text ?? 'null');
    return typeof tokens?.accessToken === 'string' ? tokens : undefined;
  } catch {
    return undefined;
  }
}

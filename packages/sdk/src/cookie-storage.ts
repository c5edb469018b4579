import { createListeners } from './listeners.ts';
import { readMark } from './session-mark.ts';
import type { TokenStorage, Tokens } from './token-storage.ts';

export interface CookieStorageOptions {
  /** Where the app hands requests to `handle` of `createServerSessions`; `/session` unless given. */
  sessionUrl?: string | undefined;
  /** Name of the cookie, as `createServerSessions` has it; `dunlin` unless given. */
  name?: string | undefined;
}

/**
 * Signed in by a cookie of the page's own origin, which holds the refresh token and which no script can read. The access token is in the
 * memory of this tab alone; who is signed in, tabs tell by a second cookie, which says no more than that.
 * @example createClient({ baseUrl: location.origin, storage: cookieStorage() })
 */
export function cookieStorage({
  sessionUrl = '/session',
  name = 'dunlin',
}: CookieStorageOptions = {}): TokenStorage {
  /** Good for as long as the cookie tells of the same session. */
  let kept: { mark: string; tokens: Tokens } | undefined;
  const channelName = `dunlin-session:${name}`;
  const listeners = createListeners<void>();
  let listening = 0;
  const hearOthers = () => {
    const opened = new BroadcastChannel(channelName);
    opened.onmessage = () => listeners.tell();
    return opened;
  };
  let channel: ReturnType<typeof hearOthers> | undefined;
  const tellOthers = () => {
    const own = new BroadcastChannel(channelName);
    own.postMessage(undefined);
    own.close();
  };

  return {
    sessionUrl,
    lockName: `dunlin-refresh:${sessionUrl}`,
    get() {
      const mark = readMark(cookies(), name);
      if (!mark) return undefined;
      const { userId, sessionId } = mark;
      if (kept?.mark === mark.text) return { ...kept.tokens, userId, sessionId };
      // No token, but one that is due: what is asked first waits for the backend to give one.
      return { accessToken: sessionId, refreshToken: sessionId, refreshAt: 1, userId, sessionId };
    },
    set(tokens) {
      const mark = readMark(cookies(), name);
      if (!mark) throw new Error('The browser has not kept the cookie of the session.');
      // Another tab has signed in meanwhile, as somebody else.
      if (mark.userId !== tokens.userId) return;
      const isNew = kept?.mark !== mark.text;
      kept = { mark: mark.text, tokens };
      if (isNew) tellOthers();
    },
    remove() {
      kept = undefined;
      for (const prefix of ['', '__Host-'])
        page().document.cookie = `${prefix}${name}-session=; Path=/; Max-Age=0${prefix && '; Secure'}`;
      tellOthers();
    },
    subscribe(listener) {
      // One channel for all: each component that shows who is signed in listens.
      const stop = listeners.add(listener);
      listening++;
      channel ??= hearOthers();
      return () => {
        stop();
        if (--listening > 0) return;
        channel?.close();
        channel = undefined;
      };
    },
  };
}

function cookies(): string {
  return page().document.cookie;
}

/** `as`: only pages have one, and only there is such a storage of use. */
function page(): { document: { cookie: string } } {
  return globalThis as unknown as { document: { cookie: string } };
}

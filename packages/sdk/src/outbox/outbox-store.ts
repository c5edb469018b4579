import { createListeners } from '../listeners.ts';
import { watchStorage } from '../storage-events.ts';
import type { OutboxWrite } from './outbox-write.ts';

/** Where writes wait, of all accounts of a device. Implementations may be asynchronous; what `set` has resolved survives a crash. */
export interface OutboxStore {
  /** Of all, in any order. Asked for when the outbox begins, after others have changed the store, and by `list` and `flush`. */
  ids(): readonly string[] | Promise<readonly string[]>;
  get(id: string): OutboxWrite | undefined | Promise<OutboxWrite | undefined>;
  /** Adds a write, or takes the place of the one with its id. */
  set(id: string, write: OutboxWrite): void | Promise<void>;
  delete(id: string): void | Promise<void>;
  /** The Web Lock under which the tabs that share the store send one at a time; left out when nobody shares it. */
  lockName?: string;
  /** Tells when somebody else, such as another tab, has changed the store, and which write if it was one; returns how to stop. It may tell of one's own changes, by their ids. Without it a shared store is asked for its ids at each write. */
  subscribe?(listener: (id?: string) => void): () => void;
}

/**
 * Writes wait for as long as the app runs.
 * @example const outbox = createOutbox(client, { store: memoryOutboxStore(), onRefused });
 */
export function memoryOutboxStore(): OutboxStore {
  const writes = new Map<string, OutboxWrite>();
  const { add, tell } = createListeners<string>();
  return {
    ids: () => [...writes.keys()],
    get: (id) => writes.get(id),
    set(id, write) {
      writes.set(id, write);
      tell(id);
    },
    delete(id) {
      writes.delete(id);
      tell(id);
    },
    subscribe: add,
  };
}

/** Of keys that this page has set, of which a browser tells only the other tabs. */
const ownChanges = createListeners<string>();

/**
 * Writes wait in a browser's localStorage, where all tabs share them, and where every script of the page can read them.
 * @example const outbox = createOutbox(client, { store: browserOutboxStore(), onRefused });
 */
export function browserOutboxStore(key = 'dunlin-outbox'): OutboxStore {
  const prefix = `${key}:`;
  return {
    lockName: key,
    ids: () =>
      Object.keys(localStorage)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length)),
    get: (id) => readWrite(localStorage.getItem(prefix + id)),
    set(id, write) {
      localStorage.setItem(prefix + id, JSON.stringify(write));
      ownChanges.tell(prefix + id);
    },
    delete(id) {
      localStorage.removeItem(prefix + id);
      ownChanges.tell(prefix + id);
    },
    subscribe(listener) {
      const heard = (name: string | null) => {
        // Without a key: all of it was cleared.
        if (name === null) listener();
        else if (name.startsWith(prefix)) listener(name.slice(prefix.length));
      };
      const stops = [watchStorage(heard), ownChanges.add(heard)];
      return () => stops.forEach((stop) => void stop());
    },
  };
}

/** Something else may have written under the same key. */
function readWrite(text: string | null): OutboxWrite | undefined {
  try {
    const write = JSON.parse(text ?? 'null');
    return typeof write?.id === 'string' && typeof write.path === 'string' ? write : undefined;
  } catch {
    return undefined;
  }
}

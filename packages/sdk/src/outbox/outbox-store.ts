import type { OutboxWrite } from './outbox-write.ts';

/** Where writes wait, of all accounts of a device. Implementations may be asynchronous; what `put` has resolved survives a crash. */
export interface OutboxStore {
  /** All, in any order. */
  list(): readonly OutboxWrite[] | Promise<readonly OutboxWrite[]>;
  /** Adds a write, or takes the place of the one with its id. */
  put(write: OutboxWrite): void | Promise<void>;
  remove(id: string): void | Promise<void>;
  /** The Web Lock under which the tabs that share the store send one at a time; left out when nobody shares it. */
  lockName?: string;
}

/** Writes wait for as long as the app runs. */
export function memoryOutboxStore(): OutboxStore {
  const writes = new Map<string, OutboxWrite>();
  return {
    list: () => [...writes.values()],
    put: (write) => void writes.set(write.id, write),
    remove: (id) => void writes.delete(id),
  };
}

/** Writes wait in a browser's localStorage, where all tabs share them, and where every script of the page can read them. */
export function browserOutboxStore(key = 'dunlin-outbox'): OutboxStore {
  const prefix = `${key}:`;
  return {
    lockName: key,
    list: () =>
      Object.keys(localStorage)
        .filter((name) => name.startsWith(prefix))
        .flatMap((name) => readWrite(localStorage.getItem(name))),
    put: (write) => localStorage.setItem(prefix + write.id, JSON.stringify(write)),
    remove: (id) => localStorage.removeItem(prefix + id),
  };
}

export function inOrder(writes: readonly OutboxWrite[]): OutboxWrite[] {
  return [...writes].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Something else may have written under the same key. */
function readWrite(text: string | null): OutboxWrite[] {
  try {
    const write = JSON.parse(text ?? 'null');
    return typeof write?.id === 'string' && typeof write.path === 'string' ? [write] : [];
  } catch {
    return [];
  }
}

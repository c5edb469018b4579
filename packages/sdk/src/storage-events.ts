/** Tells of the keys of localStorage that other tabs have changed, null for all of them; returns how to stop. */
export function watchStorage(listener: (key: string | null) => void): () => void {
  // `as`: pages have it; workers and servers do not.
  const { addEventListener, removeEventListener } = globalThis as unknown as StorageEvents;
  const heard = ({ key }: { key: string | null }) => listener(key);
  addEventListener?.('storage', heard);
  return () => removeEventListener?.('storage', heard);
}

interface StorageEvents {
  addEventListener?(type: 'storage', listener: (event: { key: string | null }) => void): void;
  removeEventListener?(type: 'storage', listener: (event: { key: string | null }) => void): void;
}

import { isDunlinError } from '../dunlin-error.ts';
import { randomKey } from '../random-key.ts';

/**
 * Where uploads that have not ended are remembered, so that they go on after a restart: `localStorage`, React Native's
 * AsyncStorage, or these three functions over a file. One that fails costs the resuming, not the upload.
 */
export interface UploadStore {
  getItem(name: string): string | null | Promise<string | null>;
  setItem(name: string, value: string): unknown;
  removeItem(name: string): unknown;
}

/** The idempotency key of a file's upload: the server knows by it what has come already, unless it is to begin anew. */
export async function keepKey(
  store: UploadStore,
  { file, altText }: { file: File; altText?: string | undefined },
  isAnew: boolean,
): Promise<KeptKey> {
  const { name, lastModified, size, type } = file;
  const item = `dunlin-upload:${JSON.stringify([name, lastModified, size, type, altText])}`;
  const kept = isAnew ? undefined : await attempt(() => store.getItem(item));
  const key = kept ?? randomKey();
  if (kept === undefined || kept === null) await attempt(() => store.setItem(item, key));
  return {
    key,
    isResumed: key === kept,
    async settle(error) {
      if (!error || isOver(error)) await attempt(() => store.removeItem(item));
    },
  };
}

/** Whether it would end no better if it went on. */
function isOver(error: unknown): boolean {
  return isDunlinError(error) && (error.code.startsWith('MEDIA_') || error.code === 'IDEMPOTENCY_KEY_REUSED');
}

async function attempt<Value>(action: () => Value): Promise<Awaited<Value> | undefined> {
  try {
    return await action();
  } catch {
    return undefined;
  }
}

export interface KeptKey {
  key: string;
  /** Whether an earlier run of the app began it. */
  isResumed: boolean;
  /** Forgets the key once the upload has ended, well or for good. */
  settle(error?: unknown): Promise<void>;
}

/** Also the size up to which a file is sent whole. */
export const firstPartBytes = 2 ** 20;
const leastPartBytes = 2 ** 18;
/** Below what proxies let through. */
const mostPartBytes = 2 ** 25;
/** How long a part is to take: each counts as an upload towards the rate limit, and says how far the upload is. */
const partMs = 4_000;

export interface PartSize {
  readonly bytes: number;
  /** Goes by how long the last part took. */
  adapt(tookMs: number): void;
  /** For a proxy that lets no such part through; tells whether there is a smaller one. */
  halve(): boolean;
}

export function createPartSize(): PartSize {
  let bytes = firstPartBytes;
  let most = mostPartBytes;
  return {
    get bytes() {
      return bytes;
    },
    adapt(tookMs) {
      const wanted = Math.round((bytes * partMs) / Math.max(tookMs, 1));
      bytes = Math.min(most, Math.max(leastPartBytes, wanted));
    },
    halve() {
      if (bytes <= leastPartBytes) return false;
      most = Math.max(leastPartBytes, Math.floor(bytes / 2));
      bytes = most;
      return true;
    },
  };
}

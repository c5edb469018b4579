/** Also the size up to which a file is sent whole. */
export const firstPartBytes = 2 ** 20;
const leastPartBytes = 2 ** 18;
/** Below what proxies let through. */
const mostPartBytes = 2 ** 25;
/** How long a part is to take: each counts as an upload towards the rate limit, and says how far the upload is. */
const partMs = 4_000;

/** So large that it would have taken the time of a part, going by the last one. */
export function nextPartBytes(bytes: number, tookMs: number): number {
  const wanted = Math.round((bytes * partMs) / Math.max(tookMs, 1));
  return Math.min(mostPartBytes, Math.max(leastPartBytes, wanted));
}

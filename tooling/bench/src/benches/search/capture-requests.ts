/** The last request that each of them sends. */
export async function captureRequests(runs: readonly (() => Promise<unknown>)[]): Promise<Request[]> {
  const original = globalThis.fetch;
  const sent: Request[] = [];
  try {
    for (const [index, run] of runs.entries()) {
      globalThis.fetch = (input, init) => {
        // Without its signal, which has a deadline.
        sent[index] = new Request(input, { ...init, signal: null });
        return original(input, init);
      };
      await run();
    }
  } finally {
    globalThis.fetch = original;
  }
  return sent;
}

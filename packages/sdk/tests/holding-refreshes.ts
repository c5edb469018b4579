import type { Fetch } from '../src/index.ts';

/** A fetch that tells when a refresh was asked for, and answers it when told to. */
export function holdingRefreshes() {
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const holding: Fetch = async (...request) => {
    const response = await fetch(...request);
    if (!String(request[0]).endsWith('auth.refresh')) return response;
    asked.resolve();
    await answered.promise;
    return response;
  };
  return { fetch: holding, asked: asked.promise, answer: answered.resolve };
}

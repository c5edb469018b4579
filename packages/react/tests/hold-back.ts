import type { Fetch } from '@dunlin/sdk';

/** A `fetch` that holds back what is sent to one operation until it is let go. */
export function holdBack(path: string): { fetch: Fetch; release: () => void; sent: () => number } {
  const gate = Promise.withResolvers<void>();
  let sent = 0;
  return {
    async fetch(url, init) {
      if (String(url).includes(path)) {
        sent++;
        await gate.promise;
      }
      return fetch(url, init);
    },
    release: gate.resolve,
    sent: () => sent,
  };
}

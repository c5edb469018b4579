import { setTimeout as delay } from 'node:timers/promises';
import { createClient, safe } from '@dunlin/sdk';
import type { People } from './people.ts';
import type { RequestLog } from './request-log.ts';

const pauseMs = 200;

/** Reads timelines and searches, one after the other, until it is stopped. */
export function startReading(
  url: string,
  { people, log }: { people: People; log: RequestLog },
): AsyncDisposable {
  const stopped = new AbortController();
  const [reader] = people.readers;
  if (!reader) throw new Error('nobody to read');
  const clientFor = (kind: 'read' | 'search') =>
    createClient({ baseUrl: url, storage: reader.storage, fetch: log.fetchFor(kind) });
  const read = clientFor('read');
  const search = clientFor('search');
  const loops = [
    repeat((signal) => read.timelines.home({}, { signal }), stopped.signal),
    repeat((signal) => search.search.tweets({ q: 'fault test' }, { signal }), stopped.signal),
  ];
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

/** What goes wrong stands in the log of requests. */
async function repeat(ask: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await safe(ask(signal));
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}

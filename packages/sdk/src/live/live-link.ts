import type { AppRouter } from '@dunlin/api';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { Stream } from './stream.ts';

/** Serves the raw tRPC client's subscriptions. */
export function liveLink(stream: Stream): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const stop = new AbortController();
        const signal = op.signal ? AbortSignal.any([op.signal, stop.signal]) : stop.signal;
        const run = async () => {
          // `as`: the inputs of all subscriptions are objects, or left out.
          const input = (op.input ?? {}) as { lastEventId?: string };
          for await (const message of stream(op.path, input, signal)) {
            observer.next({ result: { type: 'data', id: message.id, data: message } });
          }
          observer.complete();
        };
        run().catch((error) => observer.error(TRPCClientError.from(error)));
        return () => stop.abort();
      });
}

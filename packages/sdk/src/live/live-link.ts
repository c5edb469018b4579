import type { AppRouter } from '@dunlin/api';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { Stream } from './stream.ts';

/** Serves the raw tRPC client's subscriptions. */
export function liveLink(stream: Stream): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        // `as`: the inputs of all subscriptions are objects, or left out.
        const input = (op.input ?? {}) as { lastEventId?: string };
        const events = stream(op.path, input, op.signal ?? undefined);
        const run = async () => {
          for await (const { id, ...data } of events) {
            observer.next({ result: { type: 'data', id, data: { id, data } } });
          }
          observer.complete();
        };
        run().catch((error) => observer.error(TRPCClientError.from(error)));
        return () => void events.return();
      });
}

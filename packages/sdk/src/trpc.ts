import type { DunlinClient, LiveEvent, Operations, WriteOptions } from '@dunlin/sdk';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import type {
  TRPCBuiltRouter,
  TRPCErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { createStop } from './abort.ts';
import { findOperation } from './find-operation.ts';

/**
 * The link with which a tRPC client calls through a Dunlin client: in its session, with its batches, retries and streams. What
 * fails is a TRPCClientError, whose `cause` is the DunlinError.
 * @example
 * const trpc = createTRPCClient<AppRouter>({ links: [dunlinLink(client)] });
 * const tweet = await trpc.tweets.get.query({ id });
 */
export function dunlinLink(client: DunlinClient): TRPCLink<AppRouter> {
  return () =>
    ({ op: { path, type, input, signal, context } }) =>
      observable((observer) => {
        const stop = createStop(signal);
        const run = async () => {
          // `as`: whoever names a key in the context means it for the write.
          const { idempotencyKey } = context as WriteOptions;
          const answer = findOperation(client, path)(input, { idempotencyKey, signal: stop.signal });
          if (type !== 'subscription') observer.next({ result: { type: 'data', data: await answer } });
          else {
            observer.next({ result: { type: 'started' } });
            // `as`: subscriptions are streams of events.
            for await (const event of answer as AsyncIterable<LiveEvent>)
              observer.next({ result: { type: 'data', id: event.id, data: event } });
          }
          observer.complete();
        };
        run()
          .catch((error) => observer.error(TRPCClientError.from(error)))
          .finally(stop.release);
        return () => stop.abort(undefined);
      });
}

/** The router of a Dunlin server, as tRPC's clients and integrations take it for their types. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: TRPCErrorShape; transformer: false },
  RouterRecord<Operations>
>;

type RouterRecord<Level> = {
  [Name in keyof Level]: Level[Name] extends (input: infer Input, options?: infer Options) => infer Result
    ? Result extends AsyncGenerator<infer Event>
      ? TRPCSubscriptionProcedure<Types<Input, AsyncIterable<Event>>>
      : // Only writes take a key.
        'idempotencyKey' extends keyof NonNullable<Options>
        ? TRPCMutationProcedure<Types<Input, Awaited<Result>>>
        : TRPCQueryProcedure<Types<Input, Awaited<Result>>>
    : RouterRecord<Level[Name]>;
};

interface Types<Input, Output> {
  input: Input;
  output: Output;
  meta: object;
}

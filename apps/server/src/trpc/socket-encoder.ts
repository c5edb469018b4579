import { appRouter } from '@dunlin/api';
import { getErrorShape, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import type { Encoder } from '@trpc/server/adapters/ws';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { maxBatchSize, refuseBatch } from './trpc.ts';

const methods = ['query', 'mutation', 'subscription'] as const;
const Text = z.string('must be text');
const Id = z.union([z.string(), z.number()], 'must be a text or a number');
const Version = z.literal('2.0').optional();
const ConnectionParams = z.record(z.string(), z.string()).nullish();
const FirstMessage = z.looseObject({
  method: z.literal('connectionParams', 'must be connectionParams, which the address says come first'),
  data: ConnectionParams,
});
/** What tRPC's protocol sends to a server. tRPC itself would not say what is wrong with another message. */
const Message = z.discriminatedUnion(
  'method',
  [
    z.looseObject({
      id: Id,
      jsonrpc: Version,
      method: z.enum(methods),
      params: z.looseObject({ path: z.string(), lastEventId: z.string().optional() }),
    }),
    z.looseObject({ id: Id, jsonrpc: Version, method: z.literal('subscription.stop') }),
    z.looseObject({ method: z.literal('connectionParams'), data: ConnectionParams }),
  ],
  `must have a method: ${methods.join(', ')}, subscription.stop or connectionParams`,
);

/**
 * Reads and writes the messages of a socket, and says of each error in which request it was.
 * @param beginsWithParams whether its address says so; what else comes first ends it.
 */
export function createSocketEncoder(
  socket: WebSocket,
  { requestId, beginsWithParams }: { requestId: string; beginsWithParams: boolean },
): Encoder {
  let isFirst = beginsWithParams;
  return {
    encode: (message) => JSON.stringify(isFailure(message) ? withRequestId(message, requestId) : message),
    decode(data) {
      const { data: text, error: notText } = Text.safeParse(data);
      if (notText && isFirst) throw notText;
      // Thrown, tRPC would say that it is no JSON.
      if (notText) {
        sendError(socket, { id: null, requestId }, new TRPCError({ code: 'BAD_REQUEST', cause: notText }));
        return [];
      }
      // With a byte order mark, too, as over HTTP.
      const message: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
      if (isFirst) {
        isFirst = false;
        return FirstMessage.parse(message);
      }
      const calls = Array.isArray(message) ? message : [message];
      const tooLarge = calls.length > maxBatchSize ? refuseBatch() : undefined;
      const read = calls.flatMap((call: unknown) => {
        const { error, data } = Message.safeParse(call);
        const refusal = tooLarge ?? (error && new TRPCError({ code: 'BAD_REQUEST', cause: error }));
        // A call is answered by its id, or its client would wait.
        if (refusal) sendError(socket, { id: idOf(call), requestId }, refusal);
        return refusal ? [] : [data];
      });
      return Array.isArray(message) ? read : (read[0] ?? []);
    },
  };
}

/** As tRPC tells a client what went wrong; without an id it concerns all of its calls. */
export function sendError(
  socket: WebSocket,
  { id, requestId }: { id: unknown; requestId: string },
  cause: unknown,
): void {
  const { _config: config } = appRouter._def;
  const error = getTRPCErrorFromUnknown(cause);
  const call = { type: 'unknown', path: undefined, input: undefined, ctx: undefined } as const;
  const shape = getErrorShape({ config, error, ...call });
  socket.send(JSON.stringify(withRequestId({ id, error: shape }, requestId)));
}

function idOf(call: unknown): unknown {
  return isObject(call) ? (Id.safeParse(call.id).data ?? null) : null;
}

/** What fails before there is a context does not know it. */
function withRequestId<Message extends Failure>(message: Message, requestId: string): Message {
  const { error } = message;
  return error.data.requestId
    ? message
    : { ...message, error: { ...error, data: { ...error.data, requestId } } };
}

function isFailure(message: unknown): message is Failure {
  return isObject(message) && isObject(message.error) && isObject(message.error.data);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value instanceof Object;
}

interface Failure {
  error: { data: { requestId?: unknown } };
}

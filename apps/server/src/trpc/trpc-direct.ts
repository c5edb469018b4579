import { Readable } from 'node:stream';
import { setImmediate as otherWork } from 'node:timers/promises';
import { type Api, appRouter, type Context, encodeJson, encodeJsonParts, type LimitState } from '@dunlin/api';
import { callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeHttpError, errorHeaders } from '../http/problem.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import { findPlainCalls, type PlainCall, type TrpcRoute } from './plain-call.ts';

/** What an answer depends on besides its URL: to tRPC's own it adds the origin, for CORS. */
export const vary = 'origin, trpc-accept, accept';

/**
 * Answers plain calls as tRPC's adapter would, without the web Request and Response that it builds for each. A test compares
 * the two (docs/decisions/0014-direct-path.md).
 * @returns whether it did; whatever is not plain is left to the adapter.
 */
export async function answerDirectly(
  api: Api,
  request: FastifyRequest<TrpcRoute>,
  reply: FastifyReply<TrpcRoute>,
): Promise<boolean> {
  const plain = findPlainCalls(request);
  if (!plain) return false;
  const info = toRequestInfo(request);
  let isExceeded = false;
  const onLimit = (state: LimitState) => {
    isExceeded ||= state.isExceeded;
    info.onLimit?.(state);
  };
  const ctx = api.createContext({ ...info, onLimit });
  const answers = await answerCalls(plain.calls, { ctx, request, isExceeded: () => isExceeded });
  const [first] = answers;
  if (!first) return false;
  const isMixed = answers.some(({ status }) => status !== first.status);
  // Bytes, because Fastify adds a charset to the type of a string.
  reply
    .code(isMixed ? 207 : first.status)
    .headers({ vary, ...errorHeadersOf(answers.flatMap(({ error }) => error ?? [])) })
    .header('content-type', 'application/json');
  if (plain.isBatch) await sendBatch(reply, answers);
  else reply.send(encodeJson(first.body));
  return true;
}

/** Of several errors those that say last when to come again. */
export function errorHeadersOf(errors: readonly TRPCError[]): Record<string, string> {
  const descriptions = errors.map(describeHttpError);
  descriptions.sort((a, b) => (a.retryAfterMs ?? 0) - (b.retryAfterMs ?? 0));
  return Object.assign({}, ...descriptions.map(errorHeaders));
}

/** What is longer is sent answer by answer, as its client reads, and stands nowhere as a whole. */
const maxWholeBytes = 256 * 1024;

/** As a list; others have the event loop between the answers of a long one. */
async function sendBatch(reply: FastifyReply<TrpcRoute>, answers: readonly Answer[]): Promise<void> {
  const encoded: Buffer[][] = [];
  for (const [index, { body }] of answers.entries()) {
    if (index > 0) await otherWork();
    encoded.push([Buffer.from(index > 0 ? ',' : '['), ...encodeJsonParts(body)]);
  }
  encoded.push([Buffer.from(']')]);
  const parts = encoded.flat();
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  reply.header('content-length', length);
  if (length <= maxWholeBytes) reply.send(Buffer.concat(parts, length));
  else
    reply.send(
      Readable.from(
        encoded.values().map((each) => Buffer.concat(each)),
        { highWaterMark: 1 },
      ),
    );
}

/**
 * Where the first of a batch is refused at once because its caller has asked too often, those that are counted with it are answered
 * alike, and not begun: else a batch that is refused would cost as much as fifty requests.
 */
async function answerCalls(calls: readonly PlainCall[], asked: Asked): Promise<Answer[]> {
  const [first, ...others] = calls;
  if (!first) return [];
  const answering = answerCall(first, 0, asked);
  const early = others.length > 0 ? await Promise.race([answering, otherWork()]) : undefined;
  const refusal = asked.isExceeded() ? early?.error : undefined;
  return Promise.all([
    answering,
    ...others.map((call, index) =>
      refusal && call.limit === first.limit
        ? toAnswer(refusal, call, asked)
        : answerCall(call, index + 1, asked),
    ),
  ]);
}

async function answerCall(call: PlainCall, batchIndex: number, asked: Asked): Promise<Answer> {
  const { path, type, getRawInput } = call;
  const { ctx, request } = asked;
  const options = { router: appRouter, path, type, ctx, getRawInput, signal: undefined, batchIndex };
  try {
    return { status: 200, body: { result: { data: await callTRPCProcedure(options) } } };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    logFailure(request, error, path);
    return toAnswer(error, call, asked);
  }
}

function toAnswer(error: TRPCError, { path, type }: PlainCall, { ctx }: Asked): Answer {
  const { _config: config } = appRouter._def;
  const shape = getErrorShape({ config, error, type, path, input: undefined, ctx });
  return { status: describeHttpError(error).status, error, body: { error: shape } };
}

interface Asked {
  ctx: Context;
  request: FastifyRequest<TrpcRoute>;
  /** Whether any call of it was one too many. */
  isExceeded: () => boolean;
}

interface Answer {
  status: number;
  error?: TRPCError;
  body: object;
}

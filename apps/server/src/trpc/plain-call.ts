import { appRouter } from '@dunlin/api';
import { TRPCError } from '@trpc/server';
import type { FastifyRequest } from 'fastify';

export interface TrpcRoute {
  Params: { path: string };
  Querystring: Record<string, unknown>;
}

export interface PlainCall {
  /** The procedure's name. */
  path: string;
  type: 'query' | 'mutation';
  /** Whether it came as a batch of one, and is answered as one. */
  isBatch: boolean;
  getRawInput: () => Promise<unknown>;
}

/** The call that a request makes, if it is plain: a query by GET, alone or in a batch of one, or a mutation by POST, alone. */
export function findPlainCall(request: FastifyRequest<TrpcRoute>): PlainCall | undefined {
  const { method, params } = request;
  const { input, batch, ...others } = request.query;
  if (Object.keys(others).length > 0 || !isPlainMessage(request)) return;
  const type = typeOf(params.path);
  if (method === 'GET' && type === 'query') return findQuery(params.path, { input, batch });
  const isMutation = method === 'POST' && type === 'mutation' && batch === undefined;
  return isMutation ? findMutation(params.path, request.body) : undefined;
}

/** An escape that is not UTF-8 is left by Fastify as it is, and replaced by the adapter. */
function findQuery(
  path: string,
  { input, batch }: Record<'input' | 'batch', unknown>,
): PlainCall | undefined {
  const isText = input === undefined || (typeof input === 'string' && !input.includes('%'));
  if (!isText || (batch !== undefined && batch !== '1')) return;
  const isBatch = batch === '1';
  return { path, type: 'query', isBatch, getRawInput: createInput(input, isBatch) };
}

function findMutation(path: string, body: unknown): PlainCall | undefined {
  if (typeof body !== 'string') return;
  return { path, type: 'mutation', isBatch: false, getRawInput: createInput(body, false) };
}

const jsonType = /^application\/json(;|$)/;

/** Leaves out what the adapter treats in a way of its own, or refuses: some addresses, other bodies, streamed answers. */
function isPlainMessage({ method, headers, raw: { url = '' } }: FastifyRequest<TrpcRoute>): boolean {
  const { host = 'localhost', accept, 'content-type': contentType } = headers;
  return (
    (contentType === undefined ? method === 'GET' : jsonType.test(contentType)) &&
    headers['trpc-accept'] === undefined &&
    !accept?.includes('jsonl') &&
    url.startsWith('/') &&
    !url.includes('#') &&
    !host.includes('@') &&
    URL.canParse(`http://${host}`)
  );
}

function typeOf(path: string): string | undefined {
  const { procedures } = appRouter._def;
  if (!Object.hasOwn(procedures, path)) return;
  const procedure: { _def: { type: string } } = Reflect.get(procedures, path);
  return procedure._def.type;
}

/** Parsed once, and not before it is asked for: what comes first refuses first. */
function createInput(text: string | undefined, isBatch: boolean): () => Promise<unknown> {
  let parsed: { value: unknown } | undefined;
  return async () => {
    parsed ??= { value: parseInput(text, isBatch) };
    return parsed.value;
  };
}

/** The inputs of a batch are known to be an object, or no JSON. @throws TRPCError BAD_REQUEST */
function parseInput(text: string | undefined, isBatch: boolean): unknown {
  if (!text) return;
  const value = parseJson(text);
  return isBatch ? Reflect.get(Object(value), '0') : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}

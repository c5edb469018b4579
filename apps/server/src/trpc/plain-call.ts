import { appRouter, listProcedures, type OperationClass } from '@dunlin/api';
import { TRPCError } from '@trpc/server';
import type { FastifyRequest } from 'fastify';

export interface TrpcRoute {
  Params: { path: string };
  Querystring: Record<string, unknown>;
}

export interface PlainCalls {
  calls: PlainCall[];
  /** Whether they came as a batch, if of one, and are answered as one. */
  isBatch: boolean;
}

export interface PlainCall {
  /** The procedure's name. */
  path: string;
  type: 'query' | 'mutation';
  /** What it is counted as. */
  limit: OperationClass;
  getRawInput: () => Promise<unknown>;
}

/** The calls that a request makes, if they are plain: a query by GET or a batch of these, or a mutation by POST, alone. */
export function findPlainCalls(request: FastifyRequest<TrpcRoute>): PlainCalls | undefined {
  const { method, params } = request;
  const { input, batch, ...others } = request.query;
  if (Object.keys(others).length > 0 || !isPlainMessage(request)) return;
  if (method === 'GET') return findQueries(params.path, { input, batch });
  return method === 'POST' && batch === undefined ? findMutation(params.path, request.body) : undefined;
}

/** An escape that is not UTF-8 is left by Fastify as it is, and replaced by the adapter. */
function findQueries(
  path: string,
  { input, batch }: Record<'input' | 'batch', unknown>,
): PlainCalls | undefined {
  const isText = input === undefined || (typeof input === 'string' && !input.includes('%'));
  if (!isText || (batch !== undefined && batch !== '1')) return;
  const isBatch = batch === '1';
  const paths = isBatch ? path.split(',') : [path];
  const parse = createInput(input);
  const calls = paths.flatMap((each, index): PlainCall[] => {
    const { type, limit } = procedures.get(each) ?? {};
    if (type !== 'query' || !limit) return [];
    const getRawInput = async () => (isBatch ? Reflect.get(Object(parse()), String(index)) : parse());
    return [{ path: each, type, limit, getRawInput }];
  });
  return calls.length === paths.length ? { calls, isBatch } : undefined;
}

function findMutation(path: string, body: unknown): PlainCalls | undefined {
  const { type, limit } = procedures.get(path) ?? {};
  if (type !== 'mutation' || !limit || typeof body !== 'string') return;
  const parse = createInput(body);
  return { calls: [{ path, type, limit, getRawInput: async () => parse() }], isBatch: false };
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

const procedures = new Map(
  listProcedures(appRouter).map(({ path, type, meta }) => [path, { type, limit: meta.limit ?? 'read' }]),
);

/** Parsed once, and not before it is asked for: what comes first refuses first. The inputs of a batch are known to be an object, or no JSON. */
function createInput(text: string | undefined): () => unknown {
  let parsed: { value: unknown } | undefined;
  return () => {
    parsed ??= { value: text ? parseJson(text) : undefined };
    return parsed.value;
  };
}

/** @throws TRPCError BAD_REQUEST */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}

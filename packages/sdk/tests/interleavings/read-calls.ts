import { readToken, type TokenFacts } from './accounts.ts';

/** One call in a request, as tRPC's links send it. */
export interface Call {
  path: string;
  input: Partial<Record<string, string>>;
  accessToken: string | undefined;
  /** Of the access token. */
  facts: TokenFacts | undefined;
  key: string | undefined;
}

export function readCalls(
  url: string,
  init: RequestInit = {},
): { calls: [Call, ...Call[]]; isBatch: boolean; signal: AbortSignal } {
  const { pathname, searchParams } = new URL(url);
  const headers = new Headers(init.headers);
  const accessToken = headers.get('authorization')?.slice('Bearer '.length);
  const inputs = readInput(searchParams, init.body);
  const isBatch = searchParams.has('batch');
  const calls = pathname
    .replace(/^\/(trpc|api)\//, '')
    .split(',')
    .map((path, index) => ({
      ...{ path, accessToken, facts: readToken(accessToken) },
      input: (isBatch ? inputs[index] : inputs) ?? {},
      key: headers.get('idempotency-key') ?? undefined,
    }));
  return {
    // `as`: a path names at least one.
    calls: calls as [Call, ...Call[]],
    isBatch,
    signal: init.signal ?? new AbortController().signal,
  };
}

/** A form is known by its alt text. */
function readInput(searchParams: URLSearchParams, body: RequestInit['body']) {
  if (body instanceof FormData) return { text: body.get('altText') };
  return JSON.parse(searchParams.get('input') ?? String(body ?? '{}'));
}

import { TypesenseError } from './error.ts';

export interface NodesOptions {
  /** One, or all of a cluster's, such as `http://127.0.0.1:8108`. */
  urls: readonly string[];
  apiKey: string;
}

export interface TypesenseRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Sends a request to a node that answers, and gives the text of the answer. @throws TypesenseError, or the signal's reason. */
export type Send = (request: TypesenseRequest) => Promise<string>;

/**
 * Plain fetch. The client that Typesense publishes waits for an import as long as it takes, rejects an abort with words of its
 * own, and puts the key into its errors (decision 27).
 */
export function createNodes({ urls, apiKey }: NodesOptions): Send {
  const nodes = urls.map((url) => ({ url: url.replace(/\/+$/, ''), failedAt: 0 }));
  return async (request) => {
    request.signal?.throwIfAborted();
    let failure: unknown;
    // One answers all, until it fails; then the one whose failure is the longest ago.
    for (const node of nodes.toSorted((a, b) => a.failedAt - b.failedAt)) {
      try {
        const timeoutMs = Math.ceil(request.timeoutMs / nodes.length);
        return await sendTo(node.url, apiKey, { ...request, timeoutMs });
      } catch (error) {
        // Whoever waits no longer for a node that is frozen leaves before the node's own time is over.
        if (isOfNode(error) && !isCalledOff(request.signal)) node.failedAt = performance.now();
        request.signal?.throwIfAborted();
        if (!isOfNode(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  };
}

async function sendTo(
  url: string,
  apiKey: string,
  { method, path, body, timeoutMs, signal }: TypesenseRequest,
): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url + path, {
    method,
    headers: { 'x-typesense-api-key': apiKey, 'content-type': 'application/json' },
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }).catch((cause: unknown) => fail(url, deadline, cause));
  const text = await response.text().catch((cause: unknown) => fail(url, deadline, cause));
  if (!response.ok) throw toError(url, response.status, text);
  return text;
}

function fail(url: string, deadline: AbortSignal, cause: unknown): never {
  const why = deadline.aborted ? 'did not answer in time' : `cannot be reached (${reasonOf(cause)})`;
  throw new TypesenseError('unreachable', `Typesense at ${originOf(url)} ${why}`);
}

function toError(url: string, status: number, text: string): TypesenseError {
  const at = `Typesense at ${originOf(url)}`;
  if (status === 401 || status === 403) return new TypesenseError('refused', `${at} refuses the API key`);
  if (status >= 500) return new TypesenseError('not ready', `${at} is not ready (HTTP ${status})`);
  const fault = status === 404 ? 'missing' : 'rejected';
  return new TypesenseError(fault, `${at} answered HTTP ${status}: ${text.slice(0, 200)}`);
}

/** Whether another node may do better. */
function isOfNode(error: unknown): boolean {
  return error instanceof TypesenseError && (error.fault === 'unreachable' || error.fault === 'not ready');
}

/** Aborted, and not because time ran out. */
function isCalledOff(signal: AbortSignal | undefined): boolean {
  return (
    signal?.aborted === true && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
  );
}

/** A URL may carry a password. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'an address that is none';
}

/** The system's word for it, such as ECONNREFUSED: messages of fetch may repeat the URL. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
}

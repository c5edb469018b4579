import { TypesenseError } from './error.ts';

export interface TypesenseRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Plain fetch. The client that Typesense publishes waits for an import as long as it takes, rejects an abort with words of its
 * own, and puts the key into its errors (decision 27).
 * @throws TypesenseError
 */
export async function sendToNode(
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

/**
 * Looks whether a node has read all that was written: while it has not, it answers with a part.
 * @throws TypesenseError
 */
export async function assertCaughtUp(
  url: string,
  apiKey: string,
  { timeoutMs, signal }: Pick<TypesenseRequest, 'timeoutMs' | 'signal'>,
): Promise<void> {
  const look = { method: 'GET', timeoutMs, signal } as const;
  // In this order: before it is healthy, it does not know yet what it has to read.
  await sendToNode(url, apiKey, { ...look, path: '/health' });
  const text = await sendToNode(url, apiKey, { ...look, path: '/status' });
  const { queued_writes: queued = 0 } = JSON.parse(text) as { queued_writes?: number }; // `as`: what the server is documented to answer.
  if (queued === 0) return;
  throw new TypesenseError('not ready', `Typesense at ${originOf(url)} has ${queued} writes still to read`);
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

/** A URL may carry a password. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'an address that is none';
}

/** The system's word for it, such as ECONNREFUSED: messages of fetch may repeat the URL. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
}

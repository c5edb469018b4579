import type { Call } from '../call.ts';
import { DunlinError, type DunlinErrorCode } from '../dunlin-error.ts';
import { fromAnswer } from '../error-answer.ts';
import { type Fetch, readAnswer, toHeaders } from '../http.ts';
import type { Session } from '../session.ts';

/** Sends one request of an upload as whoever it belongs to. @throws DunlinError */
export async function sendUploadRequest(
  { session, fetch }: Sender,
  call: Call,
  { url, headers, ...init }: UploadRequest,
): Promise<{ headers: Headers; text: string }> {
  const authorization = await authorize(call, session);
  const request = { signal: call.signal, ...init, headers: toHeaders({ ...headers, ...authorization }) };
  const { response, text } = await readAnswer(fetch(url, request));
  if (response.ok) return { headers: response.headers, text };
  const code = init.method === 'HEAD' && codesOfHead[response.status];
  if (code) throw new DunlinError(code, `The upload was refused: ${code}.`, { status: response.status });
  throw fromAnswer(response, text);
}

/** @returns the headers that say whose call it is */
export async function authorize(call: Call, session: Session): Promise<Record<string, string>> {
  const accessToken = await session.accessToken(call.signIn);
  call.accessToken = accessToken;
  // Node answers a form sent with an aborted signal by a rejection that nobody can handle.
  call.signal.throwIfAborted();
  return accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
}

/** An answer to HEAD has no body that says more. */
const codesOfHead: Partial<Record<number, DunlinErrorCode>> = {
  401: 'TOKEN_EXPIRED',
  404: 'MEDIA_NOT_FOUND',
  413: 'MEDIA_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  500: 'INTERNAL',
};

export interface Sender {
  session: Session;
  fetch: Fetch;
}

export interface UploadRequest {
  url: string;
  method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: Blob | FormData;
  /** Aborts when the call's does, or earlier. */
  signal?: AbortSignal;
}

import {
  type DeactivationNotice,
  DunlinError,
  type DunlinErrorCode,
  type FieldIssue,
  isDunlinError,
  type SuspensionNotice,
} from './dunlin-error.ts';

/** What a transport or an abort threw, as the one error that callers see. */
export function toDunlinError(error: unknown, signal?: AbortSignal | null): DunlinError {
  if (signal?.aborted) return toReason(signal.reason);
  if (isDunlinError(error)) return error;
  // What reads an answer as JSON throws that; all else comes of this side.
  return error instanceof SyntaxError ? invalidResponse(error) : clientError(error);
}

export function invalidResponse(cause: unknown): DunlinError {
  return new DunlinError('INVALID_RESPONSE', 'What answered does not speak as a Dunlin server does.', {
    cause,
  });
}

function clientError(cause: unknown): DunlinError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DunlinError('CLIENT_ERROR', `The client failed by itself: ${why}`, { cause });
}

/** The client aborts with the error that the caller is to see; anything else comes of the caller's own signal. */
function toReason(reason: unknown): DunlinError {
  return isDunlinError(reason)
    ? reason
    : new DunlinError('ABORTED', 'The call was aborted.', { cause: reason });
}

/** The error in an answer that is not tRPC's JSON of a success: from tRPC, from the server around it, or from a proxy before it. */
export function fromAnswer(response: Response, text: string): DunlinError {
  const body = parseJson(text);
  if (body?.error?.data?.code) return fromShape(body.error, response.headers);
  if (body?.code && body.requestId)
    return fromShape({ message: body.detail, data: body }, response.headers, response.status);
  const { status } = response;
  const details = { status, retryAfterMs: readRetryAfter(response.headers) };
  if (isUnavailable(status))
    return new DunlinError('UNAVAILABLE', 'The server cannot answer right now.', details);
  return new DunlinError('INVALID_RESPONSE', `Status ${status}, and not from a Dunlin server.`, details);
}

/** An error as tRPC sends it. */
export function fromShape(
  shape: ErrorShape,
  headers?: Headers,
  status = shape.data?.httpStatus,
): DunlinError {
  const { data } = shape;
  if (!data?.code)
    return new DunlinError('INVALID_RESPONSE', 'An error that no Dunlin server sends.', { cause: shape });
  return new DunlinError(data.code, shape.message ?? data.code, {
    status,
    requestId: data.requestId || undefined,
    issues: data.issues,
    retryAfterMs: data.retryAfterMs ?? (headers && readRetryAfter(headers)),
    suspension: data.suspension,
    deactivation: data.deactivation,
  });
}

export function networkError(cause: unknown): DunlinError {
  return new DunlinError('NETWORK_ERROR', 'The server could not be reached, or its answer was cut off.', {
    cause,
  });
}

/** Whether the same request may succeed later: nothing was wrong with it. */
export function isTransient({ code, status = 0 }: DunlinError): boolean {
  return code === 'NETWORK_ERROR' || code === 'TIMEOUT' || isUnavailable(status);
}

/** Whether another access token may help. */
export function isTokenRejection({ code }: DunlinError): boolean {
  return code === 'TOKEN_EXPIRED' || code === 'SESSION_ENDED' || code === 'UNAUTHENTICATED';
}

function isUnavailable(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504);
}

function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parseJson(text: string): AnswerBody | undefined {
  try {
    // `as`: every field of it is looked at before use.
    return (JSON.parse(text) ?? undefined) as AnswerBody | undefined;
  } catch {
    return undefined;
  }
}

interface ErrorShape {
  message?: string | undefined;
  data?: ErrorData | undefined;
}

interface ErrorData {
  code?: DunlinErrorCode;
  httpStatus?: number;
  requestId?: string;
  issues?: FieldIssue[];
  retryAfterMs?: number;
  suspension?: SuspensionNotice;
  deactivation?: DeactivationNotice;
}

/** A tRPC answer, or a problem document (RFC 9457). */
interface AnswerBody extends ErrorData {
  error?: ErrorShape;
  detail?: string;
}

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import {
  AppError,
  type DeactivationNotice,
  describeError,
  type ErrorCode,
  type ErrorDescription,
  type FieldIssue,
  type SuspensionNotice,
} from '@dunlin/api';

export const problemContentType = 'application/problem+json';

/** An error as RFC 9457 has it, with our code, and the id under which the log knows the request. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  requestId: string;
  issues?: FieldIssue[];
  retryAfterMs?: number;
  suspension?: SuspensionNotice;
  deactivation?: DeactivationNotice;
}

export function toProblem(
  { code, status, message: detail, issues, retryAfterMs, suspension, deactivation }: ErrorDescription,
  requestId: string,
): Problem {
  const title = STATUS_CODES[status] ?? 'Client Closed Request';
  return {
    ...{ type: 'about:blank', title, status, detail, code, requestId },
    ...(issues && { issues }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(suspension && { suspension }),
    ...(deactivation && { deactivation }),
  };
}

/** What the caller is told about an error of the API, or of the HTTP server in front of it. */
export function describeHttpError(error: unknown): ErrorDescription {
  const isFastify = error instanceof Error && 'code' in error && String(error.code).startsWith('FST_ERR_');
  const code = isFastify ? fastifyErrors[String(error.code)] : undefined;
  return describeError(code ? new AppError(code) : error);
}

/** The same of one that came of a request; whoever goes away in the midst of their body is told, and logged, as such. */
export function describeFailure(error: unknown, { raw }: { raw: IncomingMessage }): ErrorDescription {
  const isLeft =
    raw.readableAborted && error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  return describeHttpError(isLeft ? new AppError('REQUEST_ABORTED') : error);
}

/** Headers that HTTP asks for beside a status. */
export function errorHeaders({ status, retryAfterMs = 5_000 }: ErrorDescription): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  // What codings of a body are taken: none (RFC 9110, 12.5.3).
  if (status === 415) return { 'accept-encoding': 'identity' };
  if (status === 429 || status === 503) return { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return {};
}

const fastifyErrors: Partial<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'MALFORMED_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'OPERATION_NOT_FOUND',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_REQUEST',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError, describeError, type ErrorCode } from '@dunlin/api';
import { problemContentType, toProblem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers what Node's HTTP parser refused, which never became a request. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(toAnswer(codes[error.code ?? ''] ?? 'MALFORMED_REQUEST'));
  socket.destroy();
}

function toAnswer(code: ErrorCode): string {
  const problem = toProblem(describeError(new AppError(code)), randomUUID());
  const body = JSON.stringify(problem);
  const headers = {
    ...securityHeaders,
    'x-request-id': problem.requestId,
    'content-type': problemContentType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${problem.status} ${problem.title}`, ...lines, '', body].join('\r\n');
}

const codes: Partial<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

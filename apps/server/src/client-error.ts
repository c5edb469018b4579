import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError, describeError, type ErrorCode } from '@dunlin/api';
import { problemContentType, toProblem } from './problem.ts';

/** Answers what Node's HTTP parser refused, which never became a request. */
export function createClientErrorHandler(securityHeaders: Record<string, string>) {
  return (error: Error & { code?: string }, socket: Socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const code = codes[error.code ?? ''] ?? 'MALFORMED_REQUEST';
    if (socket.writable) socket.write(toAnswer(code, securityHeaders));
    socket.destroy();
  };
}

function toAnswer(code: ErrorCode, securityHeaders: Record<string, string>): string {
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

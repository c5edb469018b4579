import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type Api, AppError, describeError, type ErrorCode } from '@dunlin/api';
import { countRead } from './limit-headers.ts';
import { problemContentType, toProblem } from './problem.ts';

/** Answers what Node's HTTP parser refused, which never became a request. */
export function createClientErrorHandler({ securityHeaders, api }: ClientErrorOptions) {
  return async (error: Error & { code?: string }, socket: Socket): Promise<void> => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const code = codes[error.code ?? ''] ?? 'MALFORMED_REQUEST';
    const limitHeaders = await countRead(api, socket.remoteAddress);
    if (socket.writable) socket.write(toAnswer(code, { ...securityHeaders, ...limitHeaders }));
    socket.destroy();
  };
}

function toAnswer(code: ErrorCode, otherHeaders: Record<string, string>): string {
  const problem = toProblem(describeError(new AppError(code)), randomUUID());
  const body = JSON.stringify(problem);
  const headers = {
    ...otherHeaders,
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

interface ClientErrorOptions {
  securityHeaders: Record<string, string>;
  api: Api;
}

import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether bodies are files, which take as long as the line needs. */
    acceptsLongBody?: boolean;
  }
}

/** Options of a route that takes files. */
export const acceptLongBody = { config: { acceptsLongBody: true } };

/**
 * Cuts off a body that is not there in time. Node has one time for all requests (`requestTimeout`), and that is the one of files.
 * A file that is there may take as long to store as it needs: nothing is sent meanwhile, and Node would take the connection for
 * a silent one. It counts again once the request is answered.
 */
export function limitBodyTime(app: FastifyInstance, { timeoutMs, answerClientError }: BodyTimeOptions): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, raw, routeOptions } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (routeOptions.config.acceptsLongBody) raw.once('end', () => raw.socket.setTimeout(0));
    else if (hasBody) {
      const cutOff = () => answerClientError(new BodyTimeoutError(), raw.socket);
      const timer = setTimeout(cutOff, timeoutMs);
      const stop = () => clearTimeout(timer);
      raw.once('end', stop).once('close', stop);
    }
    done();
  });
}

/** Named as Node names its own. */
class BodyTimeoutError extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

interface BodyTimeOptions {
  timeoutMs: number;
  /** Answers a request that has not arrived whole, and ends its connection. */
  answerClientError: (error: Error & { code?: string }, socket: Socket) => void;
}

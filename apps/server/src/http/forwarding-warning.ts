import type { FastifyInstance } from 'fastify';

const forwardingHeaders = ['x-forwarded-for', 'x-real-ip', 'forwarded'];

/**
 * Tells the operator, once, of a proxy that is not trusted: all who come through it count as one caller, and one of them can have the
 * others refused.
 */
export function warnOfForwarding(app: FastifyInstance): void {
  let hasWarned = false;
  app.addHook('onRequest', ({ headers, ips, socket, log }, _reply, done) => {
    // Of a proxy that is trusted, the client's address stands behind its own.
    if (!hasWarned && (ips?.length ?? 1) === 1 && forwardingHeaders.some((name) => name in headers)) {
      hasWarned = true;
      const proxy = socket.remoteAddress;
      log.warn(
        { proxy },
        `Requests from ${proxy} come with the address of somebody they were forwarded for, which is not believed: all of them count as one caller. ` +
          `If that is a proxy of yours, set TRUST_PROXY=${proxy}, or to how many proxies stand one behind the other.`,
      );
    }
    done();
  });
}

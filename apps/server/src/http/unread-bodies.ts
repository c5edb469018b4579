import type { FastifyInstance } from 'fastify';

/**
 * A sender whose request is answered before its body was there, because it is refused or nobody wants it, has so long to finish;
 * what it sends is thrown away. Closed at once, many a client would never read the answer.
 */
const lingerMs = 2_000;

/** Closes connections whose request was answered and goes on sending its body. */
export function closeUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    // Undefined for what this server asks of itself (`inject`), which comes whole and without a connection.
    if (raw.complete === false && !raw.destroyed) {
      const timer = setTimeout(() => raw.socket.destroy(), lingerMs);
      raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
      raw.resume();
    }
    done();
  });
}

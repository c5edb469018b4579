import { networkOf } from '@dunlin/api';
import type { FastifyInstance } from 'fastify';

/** Requests of one address that begin before others have the event loop. */
const atOnce = 4;

/**
 * Of requests that come all at once from one address some begin at a time, in order, and between them what others ask for goes on.
 * Nothing is refused, and nothing waits while others have nothing to do. Its place is after what notices when a client leaves, as it may while it waits.
 */
export function beginInTurn(app: FastifyInstance): void {
  const queues = new Map<string, Queue>();
  const goOn = () => {
    for (const [address, queue] of queues) {
      const next = queue.waiting.splice(0, atOnce);
      queue.begun = next.length;
      if (next.length === 0) queues.delete(address);
      for (const begin of next) begin();
    }
    if (queues.size > 0) setImmediate(goOn);
  };
  app.addHook('onRequest', ({ ip }, _reply, done) => {
    const address = networkOf(ip);
    if (queues.size === 0) setImmediate(goOn);
    const queue = queues.get(address) ?? { begun: 0, waiting: [] };
    queues.set(address, queue);
    if (queue.begun < atOnce) {
      queue.begun += 1;
      done();
    } else queue.waiting.push(done);
  });
}

interface Queue {
  /** Since others had the event loop. */
  begun: number;
  waiting: (() => void)[];
}

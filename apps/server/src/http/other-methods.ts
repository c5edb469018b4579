import { AppError } from '@dunlin/api';
import type { FastifyInstance, HTTPMethods } from 'fastify';

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Collects the routes registered after it; the function it returns makes their paths answer every other method with 405
 * and the methods there are.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    known.set(url, new Set([...(known.get(url) ?? []), ...[method].flat()]));
  });
  return () => {
    for (const [url, allowed] of [...known]) refuseOthers(app, { url, allowed });
  };
}

function refuseOthers(app: FastifyInstance, { url, allowed }: { url: string; allowed: Set<string> }): void {
  const allow = [...allowed].join(', ');
  const refuse = () => {
    throw new AppError('METHOD_NOT_ALLOWED');
  };
  app.route({
    method: methods.filter((method) => !allowed.has(method)),
    url,
    // Before the body is read: nothing in it can matter.
    onRequest: async (_request, reply) => {
      reply.header('allow', allow);
      refuse();
    },
    handler: refuse,
  });
}

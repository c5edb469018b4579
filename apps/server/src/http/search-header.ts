import type { FastifyInstance } from 'fastify';
import type {} from './fastify-fields.ts';

/** What a browser's script may read. */
export const searchHeader = 'x-search-engine';

/** Shows on each answer of a search which engine gave it, where there are several, and why not the first. */
export function showSearchEngine(app: FastifyInstance): void {
  app.decorateRequest('onSearchAnswer', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    request.onSearchAnswer = ({ engine, reason }) =>
      reply.header(searchHeader, reason === undefined ? engine : `${engine}; reason="${reason}"`);
    done();
  });
}

import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { fetchWithin } from '../server/fetch-within.ts';

test('a request that is under way while the server stops is answered, though it asks the server itself', async () => {
  const app = fastify({ return503OnClosing: false });
  const begun = Promise.withResolvers<void>();
  const stopping = Promise.withResolvers<void>();
  app.get('/inner', async ({ ip }) => `asked by ${ip}`);
  app.get('/outer', async () => {
    begun.resolve();
    await stopping.promise;
    const answer = await fetchWithin(app)('http://dunlin.internal/inner', {
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
    return answer.text();
  });
  app.addHook('preClose', async () => stopping.resolve());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const asked = fetch(`${url}/outer`);
  await begun.promise;
  const closed = app.close();
  const answer = await asked;

  expect([answer.status, await answer.text()]).toEqual([200, 'asked by 192.0.2.1']);
  app.server.closeAllConnections();
  await closed;
});

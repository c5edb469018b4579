import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { acceptLongBody, limitBodyTime } from './body-deadline.ts';

test('a connection may be silent for as long as it takes to store the file that came over it', async () => {
  await using app = fastify({ connectionTimeout: 60_000, forceCloseConnections: true });
  limitBodyTime(app, { timeoutMs: 30_000, answerClientError: () => {} });
  const answer = async ({ raw }: { raw: { socket: { timeout?: number } } }) => raw.socket.timeout;
  app.post('/files', acceptLongBody, answer);
  app.post('/other', answer);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const timeoutOn = async (path: string) => {
    const headers = { 'content-type': 'text/plain' };
    return (await fetch(url + path, { method: 'POST', headers, body: 'bytes' })).text();
  };
  expect(await timeoutOn('/files')).toBe('0');
  expect(await timeoutOn('/other')).toBe('60000');
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { readEvents } from './event-reader.ts';
import { startTestServer, type TestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

/** A picture of one pixel. */
const dot = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

test('a server that is told to stop finishes what was begun, sends its streams elsewhere, and calls no job failed', async () => {
  const warnings: unknown[] = [];
  const logger = createLogger('warn', { write: (line) => warnings.push(JSON.parse(line).msg) });
  const server = await startTestServer({ logger });
  const { token } = await server.register('ada');
  await beginProcessing(server, token);
  const posting = await openConnection(server.url);
  const body = JSON.stringify({ text: 'begun before' });
  posting.write(`POST /api/tweets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`);
  posting.write(
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  const probing = await openConnection(server.url);
  probing.write('GET /readyz HTTP/1.1\r\nhost: x\r\n');
  await using live = await openSocket(server.url, token);
  live.send({ id: 1, method: 'subscription', params: { path: 'timelines.onHome', input: {} } });
  await live.next({ id: 1 });
  const headers = { authorization: `Bearer ${token}` };
  const paths = ['/api/stream/home', '/trpc/timelines.onHome?input={}'];
  const streams = paths.map((path) => readEvents(`${server.url}${path}`, headers));
  for (const stream of streams) await stream.next();

  const stopped = server[Symbol.asyncDispose]();
  expect(await live.next({ method: 'reconnect' })).toEqual({ id: null, method: 'reconnect' });
  expect(await live.closed).toEqual({ code: 1012, reason: 'SERVER_STOPPING' });
  for (const stream of streams) {
    for await (const { event = 'message' } of stream) expect(event).toBe('message');
  }
  probing.write('\r\n');
  expect(await text(probing)).toMatch(/^HTTP\/1.1 503 .*"code":"UNAVAILABLE"/s);
  posting.write(body.slice(5));
  expect(await text(posting)).toMatch(/^HTTP\/1.1 201 .*"text":"begun before"/s);
  await stopped;
  expect(warnings).toEqual(['A request could not be served now']);
  await expect(openConnection(server.url)).rejects.toThrow('ECONNREFUSED');
});

/** Resolves when media are being processed, which go on until the server interrupts them. */
async function beginProcessing({ url, api }: TestServer, token: string): Promise<void> {
  const begun = Promise.withResolvers<void>();
  api.services.storage.get = async (_key, { signal } = {}) => {
    begun.resolve();
    if (signal) await once(signal, 'abort');
    throw new Error('interrupted', { cause: signal?.reason });
  };
  const body = new FormData();
  body.append('file', new Blob([Buffer.from(dot, 'base64')]));
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${url}/api/media/upload`, { method: 'POST', headers, body });
  await begun.promise;
}

async function openConnection(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

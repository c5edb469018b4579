import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { startTestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

test('a server that is told to stop finishes what was begun, and sends its streams elsewhere', async () => {
  const server = await startTestServer();
  const { token } = await server.register('ada');
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
  await expect(openConnection(server.url)).rejects.toThrow('ECONNREFUSED');
});

async function openConnection(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

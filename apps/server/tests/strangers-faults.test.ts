import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { startTestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

const log: { level: string; msg: string; requestId?: string }[] = [];
const logger = createLogger('trace', { write: (line) => log.push(JSON.parse(line)) });
const server = await startTestServer({ logger });
afterAll(() => server[Symbol.asyncDispose]());
const { token } = await server.register('stranger');
const authorization = `Bearer ${token}`;
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'multipart/form-data; boundary=x' };
const part = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n';

test.each([
  { name: 'a POST over REST', path: '/api/tweets', headers: json, body: '{"text":' },
  { name: 'a POST over tRPC', path: '/trpc/tweets.create', headers: json, body: '{"text":' },
  {
    name: 'a batch over tRPC',
    path: '/trpc/tweets.create,auth.logout?batch=1',
    headers: json,
    body: '{"0":',
  },
  { name: 'a form, in its file', path: '/api/media/upload', headers: form, body: part },
  { name: 'a form, before its file', path: '/api/media/upload', headers: form, body: '--x\r\n' },
])('$name whose sender goes away is no error of ours', async ({ path, headers, body }) => {
  const requestId = randomUUID();
  const { hostname, port } = new URL(server.url);
  const sender = connect(Number(port), hostname);
  const lines = Object.entries({
    ...{ host: hostname, authorization, 'content-length': '1000', 'x-request-id': requestId },
    ...headers,
  });
  sender.write(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
  await expect.poll(() => requestsInFlight()).toBeGreaterThan(0);
  sender.destroy();
  const isOver = () => log.some((line) => line.msg === 'request' && line.requestId === requestId);
  await expect.poll(isOver).toBe(true);
  await expectNoErrors();
});

test('a part of an upload whose sender goes away is no error of ours', async () => {
  const begun = await server.request('POST', '/api/uploads', {
    token,
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '1000' },
  });
  const leaving = new AbortController();
  const parts = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(10));
      await expect.poll(() => requestsInFlight()).toBeGreaterThan(0);
      leaving.abort();
    },
  });
  const requestId = randomUUID();
  const headers = {
    ...{ authorization, 'x-request-id': requestId, 'tus-resumable': '1.0.0' },
    ...{ 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
  };
  const url = new URL(begun.headers.get('location') ?? '', server.url);
  const sending = fetch(url, {
    method: 'PATCH',
    headers,
    body: parts,
    duplex: 'half',
    signal: leaving.signal,
  });
  await expect(sending).rejects.toThrow('aborted');
  const isOver = () => log.some((line) => line.msg === 'request' && line.requestId === requestId);
  await expect.poll(isOver).toBe(true);
  await expectNoErrors();
});

test.each([
  { name: 'a frame of 65 kB', bytes: Buffer.alloc(66_000, 'x') },
  { name: 'text that is not UTF-8', bytes: Buffer.from([0xff, 0xfe]) },
])('$name is no error of ours', async ({ bytes }) => {
  await using live = await openSocket(server.url, token);
  live.socket.send(bytes, { binary: false });
  await live.closed;
  await expectNoErrors();
});

test('a frame that breaks the protocol is no error of ours', async () => {
  await using live = await openSocket(server.url, token);
  // `as`: ws hands its connection to nobody else.
  const { _socket: connection } = live.socket as unknown as { _socket: Socket };
  connection.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  await live.closed;
  await expectNoErrors();
});

async function requestsInFlight(): Promise<number> {
  const { body } = await server.request('GET', '/metrics');
  // Besides this one.
  return Number(/^dunlin_http_requests_in_flight (\d+)$/m.exec(body)?.[1]) - 1;
}

async function expectNoErrors(): Promise<void> {
  const { body } = await server.request('GET', '/metrics');
  expect(body).not.toMatch(/^dunlin_errors_total.* [1-9]/m);
  expect(log.filter(({ level }) => level === 'error' || level === 'warn' || level === 'fatal')).toEqual([]);
}

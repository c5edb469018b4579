import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer({ requestTimeoutMs: 300 });
afterAll(() => server[Symbol.asyncDispose]());

test.each([
  { part: 'headers', bytes: 'POST /auth/login HTTP/1.1\r\nhost: x\r\n' },
  {
    part: 'a body',
    bytes:
      'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
  },
])('a sender that does not finish $part is cut off with a typed error', async ({ bytes }) => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
});

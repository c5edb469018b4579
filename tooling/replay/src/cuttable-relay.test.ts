import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { startCuttableRelay } from './cuttable-relay.ts';

const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // `as`: it listens on a port.

test('requests pass through', async () => {
  await using relay = await startCuttableRelay(serverUrl);
  const answer = await fetch(relay.url);
  expect(await answer.text()).toBe('hello');
});

test('a cut resets the open connections, and new ones pass', async () => {
  await using relay = await startCuttableRelay(serverUrl);
  const { port } = new URL(relay.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
  await once(socket, 'data');
  const [failed] = await Promise.all([once(socket, 'error'), expect.poll(() => relay.cut()).toBe(1)]);
  expect(failed).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  expect((await fetch(relay.url)).status).toBe(200);
});

test('a cut without connections cuts none', async () => {
  await using relay = await startCuttableRelay(serverUrl);
  expect(relay.cut()).toBe(0);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createNodes } from './nodes.ts';

const request = { method: 'GET', path: '/collections/tweets', timeoutMs: 10_000 } as const;

test('a node that has still to read what was written is not asked, at first and after it failed', async () => {
  await using node = await startNode();
  const { send } = createNodes({ urls: [node.url], apiKey: 'key' });
  node.queuedWrites = 3;
  await expect(send(request)).rejects.toMatchObject({ fault: 'not ready' });
  node.queuedWrites = 0;
  expect(await send(request)).toBe('{}');
  node.status = 503;
  await expect(send(request)).rejects.toMatchObject({ fault: 'not ready' });
  Object.assign(node, { status: 200, queuedWrites: 3 });
  await expect(send(request)).rejects.toThrow('has 3 writes still to read');
  expect(node.asked).toBe(2);
});

test('what a node lacks is missing only where all others lack it too, and all have read what was written', async () => {
  await using first = await startNode();
  await using second = await startNode();
  const { send } = createNodes({ urls: [first.url, second.url], apiKey: 'key' });
  first.status = 404;
  expect(await send(request)).toBe('{}');
  second.status = 404;
  await expect(send(request)).rejects.toMatchObject({ fault: 'missing' });
  first.queuedWrites = 3;
  await expect(send(request)).rejects.toMatchObject({ fault: 'not ready' });
  first.queuedWrites = 0;
  second.status = 503;
  await expect(send(request)).rejects.toMatchObject({ fault: 'not ready' });
});

/** Answers as a node of Typesense does of which `status` and `queuedWrites` are so. */
async function startNode() {
  const state = { status: 200, queuedWrites: 0, asked: 0 };
  const server = createServer((request, response) => {
    if (request.url === '/health') return response.end('{"ok":true}');
    if (request.url === '/status') return response.end(`{"queued_writes":${state.queuedWrites}}`);
    state.asked++;
    return response.writeHead(state.status).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // `as`: it listens on a port.
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}

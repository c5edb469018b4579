import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { findFreePort } from '@dunlin/harness/free-port';
import { afterAll, expect, test } from 'vitest';
import { startLink } from './link.ts';

const service = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
await once(service, 'listening');
afterAll(() => void service.close());
// `as`: a server that listens on a port has such an address.
const servicePort = (service.address() as AddressInfo).port;

test('passes on what is said, and knows from which ports', async () => {
  await using link = await startTestLink();
  const client = await open(link.port);
  expect(await ask(client, 'hello')).toBe('hello');
  expect(link.upstreamPorts().size).toBe(1);
});

test('ends what is open and refuses what is new when it is cut, until it is restored', async () => {
  await using link = await startTestLink();
  const client = await open(link.port);
  const ended = new Promise((resolve) => client.once('close', resolve));
  await link.cut();
  await ended;
  await expect(open(link.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await link.restore();
  expect(await ask(await open(link.port), 'again')).toBe('again');
});

test('keeps what is said while it is silent, on old connections and new ones, and delivers it afterwards', async () => {
  await using link = await startTestLink();
  const old = await open(link.port);
  await ask(old, 'hello');
  link.blackhole();
  let isSilent = true;
  const answers = [ask(old, 'old'), ask(await open(link.port), 'new')];
  void Promise.any(answers).then(() => {
    isSilent = false;
  });
  // The service answers whoever asks it without the link.
  await ask(await open(servicePort), 'hello');
  expect(isSilent).toBe(true);
  await link.restore();
  expect(await Promise.all(answers)).toEqual(['old', 'new']);
});

async function startTestLink() {
  return startLink(await findFreePort(), servicePort);
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket.on('error', () => {});
}

async function ask(socket: Socket, question: string): Promise<string> {
  const answer = once(socket, 'data');
  socket.write(question);
  const [data] = await answer;
  return String(data);
}

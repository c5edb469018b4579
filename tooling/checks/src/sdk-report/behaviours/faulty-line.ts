import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createRandom } from '@dunlin/harness/create-random';

/** What is between a client and its server, the same for all: slow by up to 20 ms, and as faulty as it is told to be. */
export interface FaultyLine extends AsyncDisposable {
  url: string;
  /** Methods and paths of the requests that came, in order. */
  requests: string[];
  /** Of this share of the requests that match, half are answered with 503 and half are served, but their answers are lost. */
  fail(share: number, matching: RegExp): void;
  readonly openStreams: number;
  /** Cuts all streams, and refuses new ones until it is up. */
  down(): void;
  up(): void;
}

const maxDelayMs = 20;

export async function startFaultyLine(serverUrl: string): Promise<FaultyLine> {
  const random = createRandom(1);
  const streams = createStreams(serverUrl);
  const requests: string[] = [];
  const serve = createServing(serverUrl, random);
  let faults = { share: 0, matching: /./ };
  const relay = createServer((incoming, answer) => {
    const name = `${incoming.method} ${incoming.url}`;
    requests.push(name);
    const isFaulty = faults.matching.test(name) && random() < faults.share;
    const isServed = !isFaulty || random() < 0.5;
    const delayMs = random() * maxDelayMs;
    setTimeout(() => (isServed ? serve(incoming, answer, isFaulty) : refuse(incoming, answer)), delayMs);
  });
  relay.on('upgrade', streams.accept);
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  // `as`: a server that listens on a port has such an address.
  const address = relay.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    fail(share, matching) {
      faults = { share, matching };
    },
    get openStreams() {
      return streams.open.size;
    },
    down: streams.down,
    up: streams.up,
    async [Symbol.asyncDispose]() {
      streams.down();
      relay.closeAllConnections();
      relay.close();
    },
  };
}

/** @returns what has the server answer; the answer takes a while, or is lost. */
function createServing(serverUrl: string, random: () => number) {
  const { hostname, port } = new URL(serverUrl);
  return (incoming: IncomingMessage, answer: ServerResponse, isLost: boolean) => {
    const { method, url: path, headers } = incoming;
    const onward = forward({ hostname, port, method, path, headers }, (response) => {
      if (isLost) {
        response.resume().on('end', () => answer.destroy());
        return;
      }
      setTimeout(() => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      }, random() * maxDelayMs);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  };
}

function createStreams(serverUrl: string) {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let isDown = false;
  return {
    open,
    accept({ method, url: path, headers }: IncomingMessage, socket: Socket, head: Buffer) {
      if (isDown) {
        socket.destroy();
        return;
      }
      const upstream = connect(Number(port), hostname);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      upstream.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
      open.add(socket);
      const close = () => {
        open.delete(socket);
        socket.destroy();
        upstream.destroy();
      };
      for (const side of [socket, upstream]) side.on('error', close).on('close', close);
    },
    down() {
      isDown = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    up() {
      isDown = false;
    },
  };
}

/** As most servers say it in JSON; the request is not served. */
function refuse(incoming: IncomingMessage, answer: ServerResponse): void {
  incoming.resume().on('end', () => {
    answer.writeHead(503, { 'content-type': 'application/json' });
    answer.end('{"error":"Service Unavailable","message":"Service Unavailable"}');
  });
}

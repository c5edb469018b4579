import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SubjectServer } from '../behaviours/subject-server.ts';
import { createFakeAccounts, type FakeAccounts } from './fake-accounts.ts';

/** As much of the protocol of a peer's server as its client needs. */
export interface Protocol {
  refresh: RegExp;
  write: RegExp;
  /** Whether a refresh token that is spent brings the same tokens for a while, as the peer's own server has it. */
  hasGrace: boolean;
  answer(request: FakeRequest, accounts: FakeAccounts): FakeAnswer;
  /** Greets who connects, and calls `follow` with how to tell of a post once they follow. */
  connect?(socket: WebSocket, url: URL, follow: (tell: (post: PublishedPost) => void) => void): void;
}

export interface FakeRequest {
  /** Method and path, without its query. */
  route: string;
  query: URLSearchParams;
  /** From the header, without its scheme. */
  accessToken: string | undefined;
  /** What is JSON; nothing else is read. */
  body: Record<string, unknown>;
  /** Published so far. */
  published: readonly PublishedPost[];
}

export interface FakeAnswer {
  status: number;
  body?: object;
}

export interface PublishedPost {
  id: string;
  text: string;
}

export async function startFakeServer(protocol: Protocol): Promise<SubjectServer> {
  const accounts = createFakeAccounts(protocol);
  const published: PublishedPost[] = [];
  const followers = new Map<WebSocket, (post: PublishedPost) => void>();
  const server = createServer(async (incoming, outgoing) => {
    const request = await toFakeRequest(incoming, published);
    const { status, body } = protocol.answer(request, accounts);
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(body && JSON.stringify(body));
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (socket, { url }) => {
    socket.on('close', () => followers.delete(socket)).on('error', () => undefined);
    protocol.connect?.(socket, new URL(url ?? '', 'ws://fake'), (tell) => followers.set(socket, tell));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `as`: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ refresh: protocol.refresh, write: protocol.write },
    signIn: async (name, access) => accounts.signIn(name, access),
    written: async () => accounts.posts,
    async publish(text) {
      const post = { id: String(published.length + 1), text };
      published.push(post);
      for (const tell of followers.values()) tell(post);
    },
    get followers() {
      return followers.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of webSockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function toFakeRequest(
  incoming: IncomingMessage,
  published: readonly PublishedPost[],
): Promise<FakeRequest> {
  const url = new URL(incoming.url ?? '', 'http://fake');
  const content = await text(incoming);
  const isJson = incoming.headers['content-type']?.includes('json') && content !== '';
  return {
    route: `${incoming.method} ${url.pathname}`,
    query: url.searchParams,
    accessToken: incoming.headers.authorization?.replace(/^(bearer|token) /i, ''),
    body: isJson ? JSON.parse(content) : {},
    published,
  };
}

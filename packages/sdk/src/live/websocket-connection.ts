import { fromShape, invalidResponse, networkError } from '../error-answer.ts';
import type { Channel } from './channel.ts';
import type { LiveMessage } from './subscribe.ts';

const connectTimeoutMs = 10_000;
/** A connection on which nothing came for this long is asked for a sign of life, and after as long again given up. */
const maxSilenceMs = 20_000;

/** Subscriptions over one socket, in the protocol of tRPC's WebSocket adapter. Closes with the last of them. */
export interface Connection {
  /** Returns how to stop. */
  start(stream: Stream): () => void;
}

export function openConnection(socket: WebSocketLike, options: ConnectionOptions): Connection {
  const streams = new Map<number, Stream>();
  let lastId = 0;
  let isOpen = false;

  const send = (message: object) => socket.send(JSON.stringify(message));
  const request = (id: number, { path, input, onOpen }: Stream) => {
    onOpen?.();
    send({ id, method: 'subscription', params: { path, input } });
  };
  const close = (error?: Error) => {
    isOpen = false;
    watchdog.stop();
    options.onClose();
    for (const { channel } of streams.values()) channel.end(error);
    streams.clear();
    socket.close();
  };
  const lose = (cause: unknown) => close(networkError(cause));
  const watchdog = createWatchdog({ ask: () => socket.send('PING'), lose });

  socket.addEventListener('open', () => {
    isOpen = true;
    watchdog.heard();
    const { accessToken } = options;
    send({ method: 'connectionParams', data: accessToken ? { authorization: `Bearer ${accessToken}` } : {} });
    for (const [id, stream] of streams) request(id, stream);
  });
  socket.addEventListener('message', ({ data }) => {
    if (!isOpen) return;
    watchdog.heard();
    if (data === 'PING') return socket.send('PONG');
    if (data === 'PONG') return;
    const message = readMessage(data);
    if (!message) return close(invalidResponse(data));
    // Before it stops, the server asks to connect again.
    if (message.method === 'reconnect') return close();
    if (message.id === null) return close(message.error && fromShape(message.error));
    deliver(message, streams.get(message.id)?.channel);
  });
  socket.addEventListener('error', lose);
  socket.addEventListener('close', lose);

  return {
    start(stream) {
      const id = ++lastId;
      streams.set(id, stream);
      if (isOpen) request(id, stream);
      return () => {
        if (!streams.delete(id)) return;
        if (streams.size === 0) close();
        else if (isOpen) send({ id, method: 'subscription.stop' });
      };
    },
  };
}

function readMessage(data: unknown): Message | undefined {
  try {
    // `as`: what the server's WebSocket adapter sends.
    return JSON.parse(String(data)) as Message;
  } catch {
    return undefined;
  }
}

function deliver({ error, result }: Message, channel: Channel<LiveMessage> | undefined): void {
  if (error) channel?.end(fromShape(error));
  else if (result?.type === 'data') channel?.push(result.data);
  else if (result?.type === 'stopped') channel?.end();
}

/** Finds out that a connection is dead though nobody closed it. */
function createWatchdog({ ask, lose }: { ask: () => void; lose: (cause: string) => void }) {
  let timer = setTimeout(lose, connectTimeoutMs, 'no connection in time');
  return {
    heard() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        ask();
        timer = setTimeout(lose, maxSilenceMs, 'no sign of life');
      }, maxSilenceMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The platform's WebSocket, or one like it, such as that of the package `ws`. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface WebSocketLike {
  send(data: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'error' | 'close', listener: (event: object) => void): void;
}

interface ConnectionOptions {
  /** Empty when nobody is signed in. */
  accessToken: string;
  /** Called when no more subscriptions can be started on it. */
  onClose(): void;
}

interface Stream {
  path: string;
  input: object;
  channel: Channel<LiveMessage>;
  onOpen: (() => void) | undefined;
}

interface Message {
  id: number | null;
  method?: 'reconnect';
  error?: Parameters<typeof fromShape>[0];
  result?: { type: 'started' | 'stopped' } | { type: 'data'; data: LiveMessage };
}

import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A WebSocket that speaks tRPC's protocol, down to its messages. */
export interface TestSocket extends AsyncDisposable {
  socket: WebSocket;
  send(message: unknown): void;
  /** The next message that has all of these fields; those before it are dropped. */
  // biome-ignore lint/suspicious/noExplicitAny: tests assert what a message holds; its type would say nothing.
  next(fields: object): Promise<any>;
  closed: Promise<{ code: number; reason: string }>;
}

export async function openSocket(serverUrl: string, token?: string): Promise<TestSocket> {
  const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/trpc?connectionParams=1`);
  const messages: Record<string, unknown>[] = [];
  let arrived = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    if (String(data) === 'PING') return socket.send('PONG');
    messages.push(JSON.parse(String(data)));
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: Number(code),
    reason: String(reason),
  }));
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  if (token !== undefined) send({ method: 'connectionParams', data: { authorization: `Bearer ${token}` } });
  return {
    socket,
    send,
    closed,
    async next(fields) {
      for (;;) {
        const message = messages.shift();
        if (message && includes(message, fields)) return message;
        if (!message) await Promise.race([arrived.promise, closed.then(failClosed)]);
      }
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}

function includes(message: Record<string, unknown>, fields: object): boolean {
  return Object.entries(fields).every(
    ([name, value]) => JSON.stringify(message[name]) === JSON.stringify(value),
  );
}

function failClosed({ code, reason }: { code: number; reason: string }): never {
  throw new Error(`the socket was closed: ${code} ${reason}`);
}

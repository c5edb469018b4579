import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Outcome, Who } from '../request.ts';

const patienceMs = 30_000;

/** One WebSocket for each account, opened again whenever the server has closed it. */
export function createSocketEdge(url: string, tokens: Record<Who, string | undefined>) {
  const open = new Map<Who, Promise<WebSocket>>();
  const faults: string[] = [];

  const connect = async (who: Who): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`);
    // Many wait for the same sign at once.
    socket.setMaxListeners(0).on('error', () => {});
    socket.on('close', () => open.delete(who));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"INTERNAL')) faults.push(`socket: ${text.slice(0, 300)}`);
    });
    await once(socket, 'open');
    const token = tokens[who];
    const data = token === undefined ? {} : { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ method: 'connectionParams', data }));
    return socket;
  };
  const socketOf = (who: Who) => {
    const opening = open.get(who) ?? connect(who);
    open.set(who, opening);
    return opening;
  };

  return {
    /** Waits until the server has read it: it answers a ping, or closes. */
    async send(who: Who, message: string | Uint8Array): Promise<Outcome> {
      const read = new AbortController();
      const { signal } = read;
      try {
        const socket = await socketOf(who);
        socket.send(message);
        const timeout = delay(patienceMs, 'timeout', { signal });
        const sign = Promise.race([
          once(socket, 'pong', { signal }),
          once(socket, 'close', { signal }),
          timeout,
        ]);
        if (socket.readyState === WebSocket.OPEN) socket.ping();
        if ((await sign) === 'timeout') faults.push('socket: no answer to a ping');
      } catch {
        open.delete(who);
      } finally {
        read.abort();
      }
      const fault = faults.shift();
      return fault === undefined ? { status: 0 } : { fault };
    },
    async [Symbol.asyncDispose]() {
      for (const opening of open.values()) (await opening.catch(() => undefined))?.terminate();
    },
  };
}

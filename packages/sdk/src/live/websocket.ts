import { networkError } from '../error-answer.ts';
import { createChannel } from './channel.ts';
import type { LiveMessage, Subscribe } from './subscribe.ts';
import { type Connection, openConnection, type WebSocketConstructor } from './websocket-connection.ts';

/** Events that a slow reader may lag behind; then the subscription ends, to be resumed when they are read. */
const maxBufferedEvents = 1_000;

/** Subscriptions over WebSocket: all that have the same access token share a connection, open while there are any. */
export function createWebSockets({
  url,
  WebSocket,
}: {
  url: string;
  WebSocket: WebSocketConstructor;
}): Subscribe {
  const connections = new Map<string, Connection>();

  const createSocket = () => {
    try {
      return new WebSocket(`${url.replace(/^http/, 'ws')}?connectionParams=1`);
    } catch (error) {
      // A page's security policy can forbid it.
      throw networkError(error);
    }
  };

  const connectionFor = (accessToken: string) => {
    const existing = connections.get(accessToken);
    if (existing) return existing;
    const connection = openConnection(createSocket(), {
      accessToken,
      onClose() {
        if (connections.get(accessToken) === connection) connections.delete(accessToken);
      },
    });
    connections.set(accessToken, connection);
    return connection;
  };

  return async function* subscribe({ path, input, accessToken = '', signal, onOpen }) {
    // What JSON cannot hold fails here, and not where the socket opens and nobody would catch it.
    JSON.stringify(input);
    const channel = createChannel<LiveMessage>(maxBufferedEvents);
    const end = () => channel.end();
    const stop = connectionFor(accessToken).start({ path, input, channel, onOpen });
    signal.addEventListener('abort', end);
    try {
      yield* channel.read();
    } finally {
      signal.removeEventListener('abort', end);
      stop();
    }
  };
}

import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text as readText } from 'node:stream/consumers';

export interface Sender extends Disposable {
  send(request: SentRequest): Promise<Received>;
}

export interface SentRequest {
  method?: string;
  path: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: string | Buffer | undefined;
}

export interface Received {
  status: number;
  text: string;
  location: string | undefined;
}

/**
 * Sends JSON, or what its headers say, over so many connections at once; of an event stream it reads no events.
 * @param options.address of its own, as whoever counts callers by their address sees it; all of 127.0.0.0/8 is this machine on Linux alone
 * @throws of `send`: Error when there is no answer in time
 */
export function createSender(
  url: string,
  { connections, address, timeoutMs = 10_000 }: { connections: number; address?: string; timeoutMs?: number },
): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    async send({ method = 'GET', path, token, headers = {}, body }) {
      const sent = request(`${url}${path}`, {
        ...{ method, agent, signal: AbortSignal.timeout(timeoutMs) },
        ...(address !== undefined && { localAddress: address }),
        headers: {
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
      sent.end(body);
      // `as`: what Node emits.
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const isStream = response.headers['content-type']?.startsWith('text/event-stream');
      if (isStream) response.destroy();
      return {
        status: response.statusCode ?? 0,
        text: isStream ? '' : await readText(response),
        location: response.headers.location,
      };
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

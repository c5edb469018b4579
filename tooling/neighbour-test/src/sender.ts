import { once } from 'node:events';
import { Agent, request } from 'node:http';

export interface Sender extends Disposable {
  send(request: SentRequest): Promise<Received>;
}

export interface SentRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Received {
  status: number;
  text: string;
  location: string | undefined;
}

/**
 * Sends from an address of its own, as whoever counts callers by their address sees it. All of 127.0.0.0/8 is this machine on
 * Linux alone.
 * @throws of `send`: Error when there is no answer, also within ten seconds
 */
export function createSender(
  url: string,
  { address, connections }: { address: string; connections: number },
): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    async send({ method = 'GET', path, token, headers = {}, body }) {
      const sent = request(`${url}${path}`, {
        ...{ method, agent, localAddress: address, signal: AbortSignal.timeout(10_000) },
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
      const [response] = await once(sent, 'response');
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      return {
        status: response.statusCode,
        text: Buffer.concat(chunks).toString(),
        location: response.headers.location,
      };
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

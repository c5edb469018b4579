import { once } from 'node:events';
import { Agent, request as startRequest } from 'node:http';
import type { Outcome, Request, Who } from '../request.ts';

const patienceMs = 30_000;
const shownOfAnswer = 300;

export function createHttpEdge(url: string, tokens: Record<Who, string | undefined>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    async send({
      who,
      name,
      method,
      path,
      headers,
      body,
    }: Extract<Request, { edge: 'http' }>): Promise<Outcome> {
      const token = tokens[who];
      const sent = startRequest(`${url}${path}`, {
        ...{ method, agent, signal: AbortSignal.timeout(patienceMs) },
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
      try {
        const [response] = await once(sent, 'response');
        const { statusCode: status = 0, headers: received } = response;
        const isStream = received['content-type']?.startsWith('text/event-stream');
        if (isStream) response.destroy();
        const text = isStream ? '' : await readText(response);
        if (status >= 500) return { fault: `${name}: ${status} ${text.slice(0, shownOfAnswer)}` };
        // A batch, and what tRPC answers within 200, can hold failures of its own.
        if (text.includes('"INTERNAL')) return { fault: `${name}: ${text.slice(0, shownOfAnswer)}` };
        return { status };
      } catch (error) {
        return { fault: `${name}: no answer (${error})` };
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

async function readText(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

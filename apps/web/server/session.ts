import type { ServerSessions } from '@dunlin/sdk/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fetchWithin } from './fetch-within.ts';

/** Where the client of the pages signs in and out, so that no script has the refresh token. */
export function mountSession(app: FastifyInstance, { isSecure }: { isSecure: boolean }): void {
  const loaded = new Map<boolean, Promise<ServerSessions>>();
  const load = (secure: boolean) => {
    const sessions = loaded.get(secure) ?? createSessions(app, secure);
    loaded.set(secure, sessions);
    return sessions;
  };
  app.post('/session/:operation', async (request, reply) => {
    const sessions = await load(isSecure || request.protocol === 'https');
    await send(await sessions.handle(toRequest(request), { address: request.ip }), reply);
    return reply;
  });
}

/** Loaded with the first who signs in: a server without pages does not need it. */
async function createSessions(app: FastifyInstance, secure: boolean): Promise<ServerSessions> {
  const { createServerSessions } = await import('@dunlin/sdk/server');
  return createServerSessions({
    baseUrl: 'http://dunlin.internal',
    fetch: fetchWithin(app),
    // The client in the page repeats what can be repeated.
    retry: { maxRetries: 0 },
    sessionCookie: { secure, sameSite: 'strict' },
  });
}

function toRequest({ protocol, host, url, method, headers, body }: FastifyRequest): Request {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Request(`${protocol}://${host}${url}`, {
    method,
    headers: named,
    body: JSON.stringify(body ?? null),
  });
}

async function send(response: Response, reply: FastifyReply): Promise<void> {
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value);
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  await reply.send(await response.text());
}

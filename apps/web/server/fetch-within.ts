import type { Fetch } from '@dunlin/sdk';
import type { FastifyInstance, HTTPMethods } from 'fastify';

/** Asks this server as a request from outside would, from the address in `x-forwarded-for`, without a connection. */
export function fetchWithin(app: FastifyInstance): Fetch {
  return async (url, { method = 'GET', headers, body, signal } = {}) => {
    const { pathname, search } = new URL(String(url));
    const fields = new Headers(headers);
    const remoteAddress = fields.get('x-forwarded-for') ?? undefined;
    fields.delete('x-forwarded-for');
    // Not by the server's own `inject`, which refuses what requests ask that are still answered while the server stops. Loaded
    // with the first who asks, as it is not small.
    const { inject } = await import('light-my-request');
    const answer = await inject(app.routing, {
      // `as`: a client of the API uses no other methods, and sends texts.
      method: method as HTTPMethods & 'GET',
      url: `${pathname}${search}`,
      headers: Object.fromEntries(fields),
      ...(typeof body === 'string' && { payload: body }),
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(signal && { signal }),
    });
    const named = Object.entries(answer.headers).map(
      ([name, value]) => [name, String(value)] as [string, string],
    );
    // A Response takes no body, not even an empty one, with these.
    const content = [204, 304].includes(answer.statusCode) ? null : new Uint8Array(answer.rawPayload);
    return new Response(content, { status: answer.statusCode, headers: named });
  };
}

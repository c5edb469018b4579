import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitHeaders } from './limit-headers.ts';
import { searchHeader } from './search-header.ts';

/** What scripts of other origins may read of an answer, besides what every browser lets them. */
const exposedHeaders = [
  ...['x-request-id', ...limitHeaders, searchHeader, 'retry-after', 'location'],
  ...['tus-resumable', 'tus-version', 'upload-offset', 'upload-length', 'upload-expires'],
];
/** A browser asks again after a day at most; Chromium after two hours. */
const preflightSeconds = 86_400;

/** Lets pages of these origins call the server; no cookies exist, so none are allowed. Costs nothing when there are none. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    maxAge: preflightSeconds,
    // Any other OPTIONS request is harmless too, and its refusal would not be JSON.
    strictPreflight: false,
  });
}

/** Whether a WebSocket may be opened: by what is no browser, by pages of this server and of allowed origins. */
export function isAllowedOrigin({ headers, host }: FastifyRequest, origins: readonly string[]): boolean {
  const { origin } = headers;
  return origin === undefined || origins.includes(origin) || URL.parse(origin)?.host === host;
}

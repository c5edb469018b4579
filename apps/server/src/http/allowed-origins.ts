import { isIP } from 'node:net';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitHeaders } from './limit-headers.ts';
import { isLoopback } from './loopback.ts';
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

/**
 * Whether a WebSocket may be opened: by what is no browser, by pages of this server and of allowed origins. Any name can be made to lead
 * here, whose pages then come with it as their host and origin: that both agree shows something of addresses alone.
 */
export function isAllowedOrigin({ headers, host }: FastifyRequest, origins: readonly string[]): boolean {
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  const page = URL.parse(origin);
  return page !== null && page.host === host && isAddress(page.hostname);
}

function isAddress(hostname: string): boolean {
  return isLoopback(hostname) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MissingPage } from '../src/visitor/visitor-page.ts';
import { compress, type Encoding, encodings } from './compress.ts';
import { namesTag } from './entity-tags.ts';

const statuses = { missing: 404, deleted: 410, busy: 503, limited: 429, failed: 500 } as const;

/** Sets the status of what is not shown. */
export function markMissing(
  reply: FastifyReply,
  { reason, retryAfterMs = 10_000 }: MissingPage,
): FastifyReply {
  reply.code(statuses[reason]).header('x-robots-tag', 'noindex');
  if (reply.statusCode < 429) return reply;
  return reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)));
}

/** Kept by browsers and caches, and shown by none before it was asked for again: what is private or deleted since is not shown. */
export async function sendForVisitors(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, text, variesBy = [], encodedAs = encodings }: Sent,
): Promise<FastifyReply> {
  reply.headers({ 'cache-control': 'no-cache', vary: ['accept-encoding', ...variesBy].join(', ') });
  if (reply.statusCode < 400) {
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', `W/${tag}`);
    if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
  }
  const { encoding, body } = await compress(text, request.headers['accept-encoding'], encodedAs);
  if (encoding) reply.header('content-encoding', encoding);
  return reply.type(type).send(body);
}

interface Sent {
  type: string;
  text: string;
  variesBy?: readonly string[];
  encodedAs?: readonly Encoding[];
}

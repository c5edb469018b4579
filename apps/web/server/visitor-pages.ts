import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pages } from '../src/paths.ts';
import type { VisitorPage } from '../src/visitor/visitor-page.ts';
import { compress } from './compress.ts';
import { pagePolicy } from './page-policy.ts';
import type { PublicReads } from './public-reads.ts';
import type { VisitorRenderer } from './visitor-renderer.ts';

/** Profiles and tweets as who is not signed in sees them, made by the server; who is signed in gets the app, which these load. */
export function mountVisitorPages(app: FastifyInstance, options: VisitorPagesOptions): void {
  const { publicUrl, renderer, reads, sendApp } = options;
  const send = async (request: FastifyRequest, reply: FastifyReply, page: VisitorPage) => {
    const render = await renderer();
    if (!render) return sendApp(request, reply);
    const baseUrl = publicUrl ?? `${request.protocol}://${request.host}`;
    const languages = request.headers['accept-language'] ?? '';
    return sendDocument(request, reply, { page, html: await render(page, { baseUrl, languages }) });
  };

  app.get<{ Params: { username: string }; Querystring: { cursor?: unknown } }>(
    pages.profile,
    async (request, reply) => {
      const { cursor } = request.query;
      const { username } = request.params;
      const { createVisitorClient, readProfilePage } = await load();
      const client = createVisitorClient(app, request.ip);
      return send(request, reply, await readProfilePage(client, { username, cursor }));
    },
  );
  app.get<{ Params: { username: string; id: string } }>(pages.thread, async (request, reply) => {
    const { id } = request.params;
    // One of the lists of a profile, which are for accounts.
    if (!/^\d+$/.test(id)) return sendApp(request, reply);
    const { createVisitorClient, readThreadPage } = await load();
    const client = createVisitorClient(app, request.ip);
    return send(request, reply, await readThreadPage(client, { id, reads }));
  });
}

/** With the first visitor: what it loads nobody else needs. */
const load = () => import('./read-visitor-page.ts');

const statuses = { missing: 404, deleted: 410, busy: 503 } as const;

/** Kept by browsers and caches, and shown by none before it was asked for again: what is private or deleted since is not shown. */
async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { page, html }: { page: VisitorPage; html: string },
): Promise<FastifyReply> {
  reply.headers({
    'content-security-policy': pagePolicy,
    'cache-control': 'no-cache',
    vary: 'accept-encoding, accept-language',
  });
  if (page.kind === 'missing') {
    reply.code(statuses[page.reason]).header('x-robots-tag', 'noindex');
    if (page.reason === 'busy') reply.header('retry-after', '10');
  } else {
    const tag = `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', tag);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  }
  const { encoding, body } = await compress(html, request.headers['accept-encoding']);
  if (encoding) reply.header('content-encoding', encoding);
  return reply.type('text/html; charset=utf-8').send(body);
}

export interface VisitorPagesOptions {
  publicUrl: string | undefined;
  renderer: VisitorRenderer;
  reads: PublicReads;
  /** Answers with the app. */
  sendApp: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pages, profileLists } from '../src/paths.ts';
import {
  type FeedFormat,
  feedFormats,
  type PageFrame,
  type VisitorPage,
} from '../src/visitor/visitor-page.ts';
import { toEmbedding } from './oembed.ts';
import { embedPolicy, pagePolicy } from './page-policy.ts';
import type { PublicReads } from './public-reads.ts';
import { markMissing, sendForVisitors } from './send-visitor.ts';
import type { VisitorRenderer } from './visitor-renderer.ts';

/** Profiles and tweets as who is not signed in sees them, made by the server; who is signed in gets the app, which these load. */
export function mountVisitorPages(app: FastifyInstance, options: VisitorPagesOptions): void {
  const { baseOf, reads, name, renderer, sendApp } = options;
  /** As who asks from that address; loaded with the first visitor, as nobody else needs it. */
  const readerFor = async ({ ip }: FastifyRequest) => {
    const { createReader } = await import('./read-visitor-page.ts');
    return createReader(app, { address: ip, reads });
  };
  const send = async (request: FastifyRequest, reply: FastifyReply, page: VisitorPage, isEmbed = false) => {
    const rendering = await renderer();
    if (!rendering) return sendApp(request, reply);
    const { module, assets } = rendering;
    const languages = request.headers['accept-language'] ?? '';
    const frame: PageFrame = { ...assets, baseUrl: baseOf(request), languages };
    if (page.kind === 'missing') markMissing(reply, page);
    else if (!page.isIndexed) reply.header('x-robots-tag', 'noindex');
    if (isEmbed) reply.removeHeader('x-frame-options');
    reply.header('content-security-policy', isEmbed ? embedPolicy : pagePolicy);
    const text = await (isEmbed ? module.renderEmbed(page, frame) : module.renderPage(page, frame));
    return sendForVisitors(request, reply, { type: htmlType, text, variesBy: ['accept-language'] });
  };

  app.get<ProfileRoute>(pages.profile, async (request, reply) => {
    const { cursor } = request.query;
    const [, username = request.params.username, format] = feedName.exec(request.params.username) ?? [];
    const reader = await readerFor(request);
    const page = await (format ? reader.writings(username) : reader.profile(username, cursor));
    const rendering = format ? await renderer() : undefined;
    if (page.kind !== 'profile' || !rendering) return send(request, reply, page);
    if (!page.isIndexed) reply.header('x-robots-tag', 'noindex');
    const text = rendering.module.renderFeed(
      // `as`: the pattern has no others.
      format as FeedFormat,
      { ...page, baseUrl: baseOf(request) },
    );
    // Many readers of feeds know no other encoding.
    return sendForVisitors(request, reply, {
      type: feedTypes[format as FeedFormat],
      text,
      encodedAs: ['gzip'],
    });
  });
  app.get<ThreadRoute>(pages.thread, async (request, reply) => {
    const { id } = request.params;
    // For accounts.
    if (profileLists.some((list) => list === id)) return sendApp(request, reply);
    return send(request, reply, await (await readerFor(request)).thread(id));
  });
  app.get<ThreadRoute>(`${pages.thread}/embed`, async (request, reply) => {
    return send(request, reply, await (await readerFor(request)).thread(request.params.id), true);
  });
  app.get<{ Querystring: Record<string, unknown> }>('/oembed', async (request, reply) => {
    const asked = toEmbedding(request.query, { baseUrl: baseOf(request), name });
    if ('status' in asked) return reply.code(asked.status).send({ error: asked.error });
    const page = await (await readerFor(request)).thread(asked.id);
    if (page.kind === 'missing') return markMissing(reply, page).send({ error: 'There is no such tweet.' });
    const text = JSON.stringify(asked.answer(page));
    return sendForVisitors(request, reply, { type: 'application/json', text });
  });
}

const htmlType = 'text/html; charset=utf-8';
const feedTypes = {
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};
const feedName = new RegExp(`^(\\w+)\\.(${feedFormats.join('|')})$`);

export interface VisitorPagesOptions {
  /** Where visitors reach the server, without a slash at its end. */
  baseOf: (request: FastifyRequest) => string;
  /** What the server is called. */
  name: string;
  renderer: () => Promise<VisitorRenderer | undefined>;
  reads: PublicReads;
  /** Answers with the app. */
  sendApp: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

interface ProfileRoute {
  Params: { username: string };
  Querystring: { cursor?: unknown };
}

interface ThreadRoute {
  Params: { username: string; id: string };
}

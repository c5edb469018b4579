import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openLists, pages, profileLists } from '../src/paths.ts';
import { feedFormats } from '../src/visitor/visitor-page.ts';
import { toEmbedding } from './oembed.ts';
import { mountOtherSpellings } from './other-spellings.ts';
import type { PublicReads } from './public-reads.ts';
import { markMissing, sendForVisitors } from './send-visitor.ts';
import { createVisitorAnswers, type VisitorAnswersOptions } from './visitor-answers.ts';

/** Profiles, tweets and hashtags as who is not signed in sees them, made by the server; who is signed in gets the app, which these load. */
export function mountVisitorPages(app: FastifyInstance, options: VisitorPagesOptions): void {
  const { baseOf, reads, name, sendApp } = options;
  /** As who asks from that address; loaded with the first visitor, as nobody else needs it. */
  const readerFor = async ({ ip }: FastifyRequest) => {
    const { createReader } = await import('./read-visitor-page.ts');
    return createReader(app, { address: ip, reads });
  };
  const { send, sendFeed } = createVisitorAnswers(options);

  app.get<ProfileRoute>(pages.profile, async (request, reply) => {
    const { cursor } = request.query;
    const [, username = request.params.username, format] = feedName.exec(request.params.username) ?? [];
    const reader = await readerFor(request);
    const page = await (format ? reader.writings(username) : reader.profile(username, cursor));
    return format ? sendFeed(request, reply, { format, page }) : send(request, reply, page);
  });
  app.get<TagRoute>(pages.tag, async (request, reply) => {
    const [, tag = request.params.tag, format] = feedName.exec(request.params.tag) ?? [];
    const page = await (await readerFor(request)).tag(tag, request.query.cursor);
    return format ? sendFeed(request, reply, { format, page }) : send(request, reply, page);
  });
  app.get<ThreadRoute>(pages.thread, async (request, reply) => {
    const { id, username } = request.params;
    const open = openLists.find((list) => list === id);
    if (open) {
      const { cursor } = request.query;
      return send(request, reply, await (await readerFor(request)).profile(username, cursor, open));
    }
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
  mountOtherSpellings(app, baseOf);
}

const feedName = new RegExp(`^(.+)\\.(${feedFormats.join('|')})$`, 'su');

export interface VisitorPagesOptions extends VisitorAnswersOptions {
  /** What the server is called. */
  name: string;
  reads: PublicReads;
}

interface ProfileRoute {
  Params: { username: string };
  Querystring: { cursor?: unknown };
}

interface TagRoute {
  Params: { tag: string };
  Querystring: { cursor?: unknown };
}

interface ThreadRoute {
  Params: { username: string; id: string };
  Querystring: { cursor?: unknown };
}

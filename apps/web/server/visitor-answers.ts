import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FeedFormat, FeedOf, MissingPage, PageFrame, VisitorPage } from '../src/visitor/visitor-page.ts';
import { embedPolicy, pagePolicy } from './page-policy.ts';
import { markMissing, sendForVisitors } from './send-visitor.ts';
import type { VisitorRenderer } from './visitor-renderer.ts';

const htmlType = 'text/html; charset=utf-8';
const feedTypes = {
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

/** Answers with what a visitor is shown; with the app until what makes that is built. */
export function createVisitorAnswers({ baseOf, renderer, sendApp }: VisitorAnswersOptions): VisitorAnswers {
  const send: VisitorAnswers['send'] = async (request, reply, page, isEmbed = false) => {
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
  const sendFeed: VisitorAnswers['sendFeed'] = async (request, reply, { format, page }) => {
    const rendering = await renderer();
    if (page.kind === 'missing' || !rendering) return send(request, reply, page);
    if (!page.isIndexed) reply.header('x-robots-tag', 'noindex');
    // `as`: the pattern of their addresses has no others.
    const asked = format as FeedFormat;
    const text = rendering.module.renderFeed(asked, { page, baseUrl: baseOf(request) });
    // Many readers of feeds know no other encoding.
    return sendForVisitors(request, reply, { type: feedTypes[asked], text, encodedAs: ['gzip'] });
  };
  return { send, sendFeed };
}

export interface VisitorAnswers {
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: VisitorPage,
    isEmbed?: boolean,
  ): Promise<FastifyReply>;
  sendFeed(
    request: FastifyRequest,
    reply: FastifyReply,
    feed: { format: string; page: FeedOf['page'] | MissingPage },
  ): Promise<FastifyReply>;
}

export interface VisitorAnswersOptions {
  /** Where visitors reach the server, without a slash at its end. */
  baseOf: (request: FastifyRequest) => string;
  renderer: () => Promise<VisitorRenderer | undefined>;
  /** Answers with the app. */
  sendApp: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

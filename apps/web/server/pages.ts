import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pages } from '../src/paths.ts';
import { type Brand, toBranded } from './brand.ts';
import type { Build } from './build.ts';
import type { BuiltFile } from './built-files.ts';
import { accepts, encodings } from './compress.ts';
import { namesTag } from './entity-tags.ts';
import { mountForRobots } from './for-robots.ts';
import { pagePolicy } from './page-policy.ts';
import type { PublicReads } from './public-reads.ts';
import { mountVisitorPages } from './visitor-pages.ts';
import { createVisitorRenderer } from './visitor-renderer.ts';
import { toWaitingPage } from './waiting-page.ts';

const yearSeconds = 365 * 24 * 3600;

/** The pages of the app, which are one document, the files that it loads, and in their place what visitors may see. */
export function mountPages(app: FastifyInstance, { build, brand, publicUrl, reads }: PagesOptions): void {
  let branded: Promise<BuiltFile> | undefined;
  const sendApp = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('content-security-policy', pagePolicy);
    const file = build.files?.get('index.html');
    if (!file) {
      reply.code(build.hasFailed ? 500 : 503).header('retry-after', '1');
      return reply.type('text/html; charset=utf-8').send(toWaitingPage(brand.name, build.hasFailed));
    }
    reply.header('cache-control', 'no-cache');
    branded ??= toBranded(file, brand);
    return sendFile(request, reply, await branded);
  };
  const { profile, thread, tag, ...ofApp } = pages;
  for (const url of Object.values(ofApp)) app.get(url, sendApp);
  const baseOf = ({ protocol, host }: FastifyRequest) => publicUrl ?? `${protocol}://${host}`;
  mountForRobots(app, { reads, baseOf });
  if (reads)
    mountVisitorPages(app, {
      baseOf,
      reads,
      sendApp,
      name: brand.name,
      renderer: createVisitorRenderer(build, brand),
    });
  else for (const url of [profile, thread, tag]) app.get(url, sendApp);

  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const { name } = request.params;
    const file = build.files?.get(`assets/${name}`) ?? brand.files.get(name);
    if (!file) return reply.callNotFound();
    // Its name changes with its content.
    reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`);
    // A frame with an embed that runs in a sandbox has an origin of its own, and is to look as everywhere.
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return sendFile(request, reply, file);
  });
}

function sendFile({ headers }: FastifyRequest, reply: FastifyReply, { type, tag, bodies }: BuiltFile) {
  reply.headers({ etag: tag, vary: 'accept-encoding' }).type(type);
  if (namesTag(headers['if-none-match'], tag)) return reply.code(304).send();
  const encoding = encodings.find((name) => bodies[name] && accepts(headers['accept-encoding'], name));
  if (encoding) reply.header('content-encoding', encoding);
  return reply.send(bodies[encoding ?? 'identity']);
}

export interface PagesOptions {
  build: Build;
  brand: Brand;
  publicUrl: string | undefined;
  /** Undefined where visitors are not admitted. */
  reads: PublicReads | undefined;
}

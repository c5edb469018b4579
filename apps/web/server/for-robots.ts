import type { FastifyInstance, FastifyRequest } from 'fastify';
import { profilePath } from '../src/paths.ts';
import { escapeXml } from '../src/visitor/escape-xml.ts';
import type { PublicReads } from './public-reads.ts';
import { sendForVisitors } from './send-visitor.ts';

/** A fifth of what a sitemap may hold. */
const maxProfiles = 10_000;

/** What search engines are told: where profiles are, and what is no page. Without visitors, that nothing is for them. */
export function mountForRobots(app: FastifyInstance, { reads, baseOf }: ForRobots): void {
  app.get('/robots.txt', (request, reply) => {
    const text = reads
      ? `User-agent: *\nDisallow: /api/\nAllow: /api/media/\nDisallow: /trpc/\nDisallow: /session/\nSitemap: ${baseOf(request)}/sitemap.xml\n`
      : 'User-agent: *\nDisallow: /\n';
    return sendForVisitors(request, reply, { type: 'text/plain; charset=utf-8', text });
  });
  if (!reads) return;
  app.get('/sitemap.xml', async (request, reply) => {
    await reads.countSearch(request.ip);
    const usernames = await reads.listIndexedUsernames(maxProfiles);
    const urls = usernames.map(
      (username) => `<url><loc>${escapeXml(baseOf(request) + profilePath({ username }))}</loc></url>\n`,
    );
    const text = `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`;
    return sendForVisitors(request, reply, { type: 'application/xml; charset=utf-8', text });
  });
}

interface ForRobots {
  reads: PublicReads | undefined;
  baseOf: (request: FastifyRequest) => string;
}

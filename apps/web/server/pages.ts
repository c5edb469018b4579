import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pages } from '../src/paths.ts';
import type { Build } from './build.ts';
import type { BuiltFile } from './built-files.ts';
import { toWaitingPage } from './waiting-page.ts';

const yearSeconds = 365 * 24 * 3600;

/** No script, style, picture or connection but of this origin, and none within the page. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages of the app, which are one document, and the files that it loads. */
export function mountPages(app: FastifyInstance, build: Build): void {
  const sendPage = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('content-security-policy', pagePolicy);
    const file = build.files?.get('index.html');
    if (!file) {
      reply.code(build.hasFailed ? 500 : 503).header('retry-after', '1');
      return reply.type('text/html; charset=utf-8').send(toWaitingPage(build.hasFailed));
    }
    reply.header('cache-control', 'no-cache');
    return sendFile(request, reply, file);
  };
  for (const url of Object.values(pages)) app.get(url, sendPage);

  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const file = build.files?.get(`assets/${request.params.name}`);
    if (!file) return reply.callNotFound();
    // Its name changes with its content.
    reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`);
    return sendFile(request, reply, file);
  });
}

function sendFile({ headers }: FastifyRequest, reply: FastifyReply, { type, tag, bodies }: BuiltFile) {
  reply.headers({ etag: tag, vary: 'accept-encoding' }).type(type);
  if (headers['if-none-match'] === tag) return reply.code(304).send();
  const encoding = (['br', 'gzip'] as const).find(
    (name) => bodies[name] && accepts(headers['accept-encoding'], name),
  );
  if (encoding) reply.header('content-encoding', encoding);
  return reply.send(bodies[encoding ?? 'identity']);
}

/** Whether a client that names its encodings names this one, and not to refuse it. */
function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .some((part) => new RegExp(`^\\s*${encoding}\\s*(;\\s*q=(?!0(\\.0*)?\\s*$)|$)`, 'i').test(part));
}

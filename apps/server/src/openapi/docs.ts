import { createHash } from 'node:crypto';
import type { Api } from '@dunlin/api';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { toRequestInfo } from '../http/request-info.ts';

/** Nothing that reaches beyond this server: no proxy, fonts, telemetry, hosted assistants or sharing. */
const configuration = {
  url: 'openapi.json',
  theme: 'default',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true, hideAddApi: true },
  mcp: { disabled: true },
  defaultOpenFirstTag: true,
};

const page = `<!doctype html>
<html lang="en">
  <head>
    <title>Dunlin API</title>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <script id="api-reference" data-configuration='${JSON.stringify(configuration)}'></script>
    <script src="docs/scalar.js"></script>
  </body>
</html>
`;

/** The page may load its script from here and call this server; Scalar sets styles from script. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The reference at /docs and the document it shows at /openapi.json; both are made when first asked for.
 * @param isHome whether `/` leads there, as without pages
 */
export function mountDocs(
  app: FastifyInstance,
  { api, baseUrl, isHome }: { api: Api; baseUrl: string | undefined; isHome: boolean },
): void {
  const { limits } = api.services;
  const counted = {
    onRequest: (request: FastifyRequest) => limits.countCall('read', toRequestInfo(request)),
  };
  const loadDocument = once(async () => {
    const { createOpenApiDocument } = await import('./document.ts');
    return JSON.stringify(createOpenApiDocument({ baseUrl, rateLimits: limits.rules }));
  });
  const loadScript = once(renderScript);
  if (isHome) app.get('/', counted, async (_request, reply) => reply.redirect('docs'));
  app.get('/docs', counted, async (_request, reply) =>
    reply
      .headers({ 'content-security-policy': pagePolicy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page),
  );
  app.get('/docs/scalar.js', counted, async (request, reply) => {
    const { text, tag } = await loadScript();
    reply.headers({ 'cache-control': 'no-cache', etag: tag }).type('text/javascript; charset=utf-8');
    return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(text);
  });
  app.get('/openapi.json', counted, async (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(await loadDocument()),
  );
}

/** Scalar hands out its script only through a Fastify plugin, so one is asked for it. */
async function renderScript(): Promise<{ text: string; tag: string }> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  await using host = fastify();
  await host.register(scalar, { routePrefix: '/docs', configuration: { url: 'openapi.json' } });
  const { payload: text } = await host.inject('/docs/js/scalar.js');
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  const forget = (error: unknown) => {
    loaded = undefined;
    throw error;
  };
  return () => (loaded ??= load().catch(forget));
}

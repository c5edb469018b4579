import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const yearSeconds = 365 * 24 * 3600;

/**
 * What helmet sets on every answer, computed once: as a plugin it computes the same headers anew for each request, which cost as
 * much as serving a small one.
 * @param publicUrl with https, browsers are told to use nothing else for this host.
 */
export function createSecurityHeaders(publicUrl: string | undefined): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: publicUrl?.startsWith('https:')
      ? { maxAge: yearSeconds, includeSubDomains: false }
      : false,
  });
  setHeaders(request, response, () => {});
  const entries = Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
  // Answers are one viewer's.
  return { ...Object.fromEntries(entries), 'cache-control': 'no-store' };
}

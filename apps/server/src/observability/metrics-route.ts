import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@dunlin/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { isLoopback } from '../http/loopback.ts';
import type { Config } from '../startup/config.ts';
import { processMetrics } from './metrics.ts';

/** /metrics for Prometheus, for whoever has the token; without one, for programs on this machine. */
export function mountMetrics(
  app: FastifyInstance,
  { registry, config }: { registry: Registry; config: Pick<Config, 'metricsToken' | 'trustProxy'> },
): void {
  const all = Registry.merge([registry, processMetrics()]);
  app.get('/metrics', { exposeHeadRoute: false }, async (request, reply) => {
    assertMayRead(request, config);
    return reply.type(all.contentType).send(await all.metrics());
  });
}

function assertMayRead(
  request: FastifyRequest,
  { metricsToken, trustProxy }: Pick<Config, 'metricsToken' | 'trustProxy'>,
): void {
  if (metricsToken !== undefined) {
    const [, given = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!timingSafeEqual(digest(given), digest(metricsToken))) throw new AppError('UNAUTHENTICATED');
  } else if (trustProxy || !isFromThisMachine(request)) {
    throw new AppError('OPERATION_NOT_FOUND');
  }
}

/** A proxy on this machine connects from it for everybody, and says so; a page in a browser on it comes by a name of its own. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = Object.keys(headers).some((name) =>
    /^(x-forwarded-.*|x-real-ip|forwarded|via)$/.test(name),
  );
  const { hostname = '' } = URL.parse(`http://${headers.host}`) ?? {};
  return !isForwarded && isLoopback(hostname) && isLoopback(socket.remoteAddress ?? '');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

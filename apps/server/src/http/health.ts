import { type Api, AppError } from '@dunlin/api';
import type { FastifyInstance } from 'fastify';
import type { RedisStatus } from '../startup/open-redis.ts';
import type { DiskState } from '../startup/watch-disks.ts';

const boundMs = 2_000;
/** Whoever asks within it is told the same. */
const freshMs = 1_000;

/** Paths that are asked for all the time, by machines. */
export const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** /healthz: the process answers. /readyz: it can serve, which ends when it is told to stop. */
export function mountHealth(
  app: FastifyInstance,
  { api, redis, disks }: { api: Api; redis: RedisStatus | undefined; disks: DiskState },
): void {
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  const check = share(async () => {
    await bounded(api.ping());
    // Without Redis it goes on working, and with a full disk it can be read: who asks is told, and sends requests here all the same.
    return {
      status: 'ready',
      ...(redis && { redis: (await redis.isUp()) ? 'up' : 'down' }),
      ...(disks.full.length > 0 && { fullDisks: disks.full }),
    };
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (isStopping) throw new AppError('UNAVAILABLE');
    return await check();
  });
}

/** Anybody may ask, as often as they like: one check is under way at most. */
function share<Answer>(check: () => Promise<Answer>): () => Promise<Answer> {
  let latest: Promise<Answer> | undefined;
  const forget = () => {
    latest = undefined;
  };
  return () => {
    latest ??= check().finally(() => setTimeout(forget, freshMs).unref());
    return latest;
  };
}

async function bounded(check: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`a check took longer than ${boundMs} ms`)), boundMs);
  try {
    await Promise.race([check, late.promise]);
  } catch (cause) {
    throw new AppError('UNAVAILABLE', { cause });
  } finally {
    clearTimeout(timer);
  }
}

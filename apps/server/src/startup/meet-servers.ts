import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseClaim } from '@dunlin/db';
import type { OpenRedis } from './open-redis.ts';
import { StartupError } from './startup-error.ts';

/** Servers that run write their id this often: a Redis that was emptied must not keep others from starting. */
const writeMs = 2_000;
/** Long enough for them to write, and for the claim of one that was killed to end. */
const withinMs = 6_000;
const retryMs = 500;

/**
 * Makes sure that all servers on a database use one Redis and prefix, whatever their URLs are: they find one id there. Disposed,
 * it writes the id no more.
 * @throws StartupError
 */
export async function meetServers(
  claim: DatabaseClaim,
  { client, prefix }: Pick<OpenRedis, 'client' | 'prefix'>,
): Promise<Disposable> {
  const key = `${prefix}:place`;
  const deadline = performance.now() + withinMs;
  const findPlace = async () => {
    await client.setnx(key, randomUUID());
    return (await client.get(key)) ?? '';
  };
  let place = await findPlace();
  while (!(await claim.meetAt(place))) {
    if (performance.now() > deadline)
      throw new StartupError(
        'Servers that use another Redis, or another REDIS_PREFIX, run on this database. Give this one their REDIS_URL and ' +
          'REDIS_PREFIX, or stop them.',
      );
    await delay(retryMs);
    place = await findPlace();
  }
  const timer = setInterval(() => void client.set(key, place).catch(() => {}), writeMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dunlin/db';
import {
  type RedisCluster,
  type RedisSentinel,
  type RedisServer,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { startTypesenseServer, type TypesenseServer } from '@dunlin/harness/typesense-server';

/** `none` for one process that stands alone, on a Postgres that it brings along. */
export type RedisKind = 'single' | 'sentinel' | 'cluster' | 'none';

/** What the nodes stand on. */
export interface Services {
  postgres: EmbeddedPostgres | undefined;
  /** Of the three, the one that the case asks for. */
  redis: RedisServer | undefined;
  sentinel: RedisSentinel | undefined;
  cluster: RedisCluster | undefined;
  typesense: TypesenseServer | undefined;
}

export async function startServices(
  stack: AsyncDisposableStack,
  { folder, redis }: { folder: string; redis: RedisKind },
): Promise<Services> {
  const startPostgres = () => startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true });
  return {
    postgres: redis === 'none' ? undefined : stack.use(await startPostgres()),
    redis: redis === 'single' ? stack.use(await startRedisServer({ config: ['appendonly yes'] })) : undefined,
    sentinel: redis === 'sentinel' ? stack.use(await startRedisSentinel()) : undefined,
    cluster: redis === 'cluster' ? stack.use(await startRedisCluster({ withReplicas: true })) : undefined,
    typesense: redis === 'none' ? undefined : stack.use(await startTypesenseServer()),
  };
}

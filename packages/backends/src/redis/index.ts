export { checkRedis, RedisUnusableError } from './check-redis.ts';
export { connectRedis } from './connect-redis.ts';
export { createRedis, type RedisClient, type RedisRole } from './create-redis.ts';
export type { RedisConfig } from './redis-config.ts';
export { type ConnectionWatch, type RedisLog, watchConnections } from './watch-connections.ts';

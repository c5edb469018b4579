export { type RedisCluster, startRedisCluster } from './redis-cluster.ts';
export { type RedisProxy, startRedisProxy } from './redis-proxy.ts';
export { type RedisSentinel, startRedisSentinel } from './redis-sentinel.ts';
export { canRunRedis, type RedisServer, redisTitle, startRedisServer } from './redis-server.ts';

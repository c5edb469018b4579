import { until } from '../until.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

const name = 'main';
const replicaCount = 2;

/** A primary and two replicas, watched by three Sentinels that put one of these in its place a second after it was last heard of. */
export interface RedisSentinel extends AsyncDisposable {
  readonly url: string;
  /** As they were at the start. */
  readonly primary: RedisServer;
  readonly replicas: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];
  /** Whichever the Sentinels hold for the primary now. */
  findPrimary(): Promise<RedisServer>;
}

export async function startRedisSentinel({ password = 'secret' } = {}): Promise<RedisSentinel> {
  await using stack = new AsyncDisposableStack();
  // A primary that reaches no replica takes no writes: after a failover they would be lost. With two, a successor has one left.
  const config = ['min-replicas-to-write 1', 'min-replicas-max-lag 2', 'repl-ping-replica-period 1'];
  const primary = stack.use(await startRedisServer({ password, config }));
  const replicas: RedisServer[] = [];
  for (let i = 0; i < replicaCount; i += 1) {
    const replica = stack.use(await startRedisServer({ password, config }));
    await replica.call('REPLICAOF', '127.0.0.1', primary.port);
    await until(async () =>
      String(await replica.call('INFO', 'replication')).includes('master_link_status:up'),
    );
    replicas.push(replica);
  }
  const watch = [
    `sentinel monitor ${name} 127.0.0.1 ${primary.port} 2`,
    `sentinel auth-pass ${name} ${password}`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 3000`,
  ];
  const sentinels: RedisServer[] = [];
  for (let i = 0; i < 3; i += 1)
    sentinels.push(stack.use(await startRedisServer({ config: watch, args: ['--sentinel'] })));
  for (const sentinel of sentinels) await until(() => hasAgreed(sentinel));
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const owned = stack.move();
  return {
    url: `redis+sentinel://:${password}@${hosts}/${name}`,
    primary,
    replicas,
    sentinels,
    async findPrimary() {
      const address = await sentinels[0]?.call('SENTINEL', 'get-master-addr-by-name', name);
      return replicas.find(({ port }) => String(address).endsWith(`,${port}`)) ?? primary;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** It can act once it knows the replicas and the other Sentinels. */
async function hasAgreed(sentinel: RedisServer): Promise<boolean> {
  const answer = await sentinel.call('SENTINEL', 'master', name);
  // Names and values in turn.
  const facts = Array.isArray(answer) ? answer.map(String) : [];
  const fact = (key: string) => facts[facts.indexOf(key) + 1];
  return fact('num-slaves') === String(replicaCount) && fact('num-other-sentinels') === '2';
}

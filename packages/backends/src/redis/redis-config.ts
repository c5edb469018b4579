/** Where Redis is, and how to sign in. */
export type RedisConfig = Credentials & { tls: boolean } & (
    | { type: 'single'; address: Address; db: number }
    | { type: 'sentinel'; sentinels: Address[]; sentinelCredentials: Credentials; name: string; db: number }
    | { type: 'cluster'; nodes: Address[] }
  );

/** Of what is one server at a time. */
export type ServerConfig = Exclude<RedisConfig, { type: 'cluster' }>;

/** One node of a cluster, as if it stood alone. */
export function nodeOf(cluster: Extract<RedisConfig, { type: 'cluster' }>, address: Address): ServerConfig {
  return { ...cluster, type: 'single', address, db: 0 };
}

export interface Address {
  host: string;
  port: number;
}

export interface Credentials {
  username?: string;
  password?: string;
}

/** Where it is, for people; never how to sign in. */
export function describePlace(config: RedisConfig): string {
  const list = (addresses: readonly Address[]) => addresses.map(describeAddress).join(', ');
  if (config.type === 'single') return `Redis at ${describeAddress(config.address)}`;
  if (config.type === 'cluster') return `the Redis cluster at ${list(config.nodes)}`;
  return `the Redis that the Sentinels at ${list(config.sentinels)} call ${config.name}`;
}

function describeAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

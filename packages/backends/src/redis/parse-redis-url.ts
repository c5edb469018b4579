import type { Address, Credentials, RedisConfig } from './redis-config.ts';

const examples = [
  'redis://:password@host:6379/0',
  'redis+sentinel://:password@host1:26379,host2:26379/name-of-the-primary',
  'redis+cluster://:password@host1:6379,host2:6379',
].join(', ');
const encodings = 'in a password, write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25';

/** What is wrong with a URL of Redis, said of it: "must …". Quotes nothing of it, which may be secret. */
export class RedisUrlError extends Error {
  override readonly name = 'RedisUrlError';
}

/**
 * Reads where Redis is: `redis://[user:password@]host[:port][/database]`, `redis+sentinel://…host,host/primary` with `?db=`,
 * `sentinelUser=` and `sentinelPassword=`, or `redis+cluster://…host,host`; with `rediss` in place of `redis`, over TLS.
 * @throws RedisUrlError
 */
export function parseRedisUrl(url: string): RedisConfig {
  const parts =
    /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/([^/?#\s]*)(?:\/([^?#\s]*))?(?:\?([^#\s]*))?$/.exec(url);
  if (!parts) throw new RedisUrlError(`must look like ${examples}; with rediss in place of redis over TLS`);
  const [, scheme, type = 'single', authority = '', path = '', query = ''] = parts;
  const at = authority.lastIndexOf('@');
  const common = { ...parseCredentials(authority.slice(0, Math.max(0, at))), tls: scheme === 'rediss' };
  const addresses = authority
    .slice(at + 1)
    .split(',')
    .map((text) => parseAddress(text, type === 'sentinel' ? 26_379 : 6379));
  const settings = new URLSearchParams(query);

  if (type === 'sentinel') return { ...common, type, ...parseSentinel(addresses, path, settings) };
  if (settings.size > 0) throw new RedisUrlError('must have no settings after a question mark');
  if (type === 'cluster') {
    if (path !== '') throw new RedisUrlError('must name no database: a cluster has one');
    return { ...common, type, nodes: addresses };
  }
  const [address, ...others] = addresses;
  if (!address || others.length > 0)
    throw new RedisUrlError('must name one host; several are for redis+sentinel:// and redis+cluster://');
  return { ...common, type: 'single', address, db: parseDatabase(path) };
}

function parseSentinel(sentinels: Address[], path: string, settings: URLSearchParams) {
  const known = new Set(['db', 'sentinelUser', 'sentinelPassword']);
  if (Array.from(settings.keys()).some((key) => !known.has(key)))
    throw new RedisUrlError(
      `must have only these settings after its question mark: ${[...known].join(', ')}`,
    );
  if (!/^[\w.-]+$/.test(path))
    throw new RedisUrlError(
      'must name the primary that the Sentinels watch: redis+sentinel://host:26379/name',
    );
  const username = settings.get('sentinelUser');
  const password = settings.get('sentinelPassword');
  if (username !== null && password === null)
    throw new RedisUrlError('must have a sentinelPassword beside its sentinelUser');
  const sentinelCredentials = {
    ...(username !== null && { username }),
    ...(password !== null && { password }),
  };
  return { sentinels, sentinelCredentials, name: path, db: parseDatabase(settings.get('db') ?? '') };
}

function parseCredentials(text: string): Credentials {
  if (text === '') return {};
  const colon = text.indexOf(':');
  if (colon === -1)
    throw new RedisUrlError(
      'must have a colon before its password: redis://:password@host, or redis://user:password@host',
    );
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)].map(decode);
  return { ...(username && { username }), ...(password && { password }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError(`must be encoded: ${encodings}`);
  }
}

function parseAddress(text: string, defaultPort: number): Address {
  const parts = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined)
    throw new RedisUrlError(`must have hosts such as host, host:6379 or [::1]:6379, and ${encodings}`);
  const port = Number(parts?.[3] ?? defaultPort);
  if (port < 1 || port > 65_535) throw new RedisUrlError('must have ports from 1 to 65535');
  return { host, port };
}

function parseDatabase(text: string): number {
  if (!/^\d{0,5}$/.test(text)) throw new RedisUrlError('must name its database by its number, such as 0');
  return Number(text);
}

import { join, resolve } from 'node:path';
import { FeedSettings, TrendSettings } from '@dunlin/api';
import type { RedisConfig } from '@dunlin/backends/redis';
import { z } from 'zod';
import { isLoopback } from '../http/loopback.ts';
import { type TracingConfig, toTracingConfig, tracingVariables } from '../observability/tracing-config.ts';
import { type BrandConfig, brandVariables, toBrandConfig } from './brand-config.ts';
import {
  checkDatabase,
  type DatabaseConfig,
  databaseVariables,
  toDatabaseConfig,
} from './database-config.ts';
import { checkRedisVariables, redisVariables } from './redis-config.ts';
import { checkRole, roleVariables, type ServerRole } from './role-config.ts';
import { checkSearch, type SearchConfig, searchVariables, toSearchConfig } from './search-config.ts';
import { StartupError } from './startup-error.ts';
import { checkStorage, type StorageConfig, storageVariables, toStorageConfig } from './storage-config.ts';
import { type TrustProxy, trustProxyVariable } from './trust-proxy.ts';
import { readVariableFiles } from './variable-files.ts';

const repository = resolve(import.meta.dirname, '../../../..');
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const minSecretLength = 32;
const minDistinctCharacters = 8;

/** What the server is told by its environment. */
export interface Config {
  /** 0 takes any free port. */
  port: number;
  host: string;
  role: ServerRole;
  /** Whether what is public can be read without an account. */
  admitsVisitors: boolean;
  /** Whether it serves the pages of `apps/web`. */
  web: boolean;
  brand: BrandConfig;
  /** Holds what the server keeps of its own: the embedded database, a generated secret, media, uploads under way. */
  dataDir: string;
  database: DatabaseConfig;
  /** What several processes on one database need. */
  redis: RedisConfig | undefined;
  /** Begins the names of what is kept in Redis; installations that share one have different prefixes. */
  redisPrefix: string;
  search: SearchConfig;
  storage: StorageConfig;
  secret: { type: 'given'; value: string } | { type: 'generated'; file: string };
  /** Where clients reach the server, without a slash at its end; where it listens unless given. */
  publicUrl: string | undefined;
  trustProxy: TrustProxy;
  /** Origins besides its own whose pages may call the server, such as `https://app.example`. */
  corsOrigins: readonly string[];
  /** With less free on a disk that is written to, writes are refused; 0 lets it fill. */
  minFreeDiskBytes: number;
  /** Multiplies every rate limit. */
  rateLimitFactor: number;
  /** WebSockets of one address that have not said whose they are; the API's own unless given. */
  maxUnknownSocketsPerAddress: number | undefined;
  /** So long an account that its owner has deleted can be brought back; the API's own unless given. */
  accountDeletionDays: number | undefined;
  /** In lower case; the API's own unless given. */
  reservedUsernames: readonly string[] | undefined;
  /** Weights of the feed and of trends, where they differ from the API's own. */
  feed: FeedSettings | undefined;
  trends: TrendSettings | undefined;
  logLevel: (typeof logLevels)[number];
  /** What reads /metrics must send; without one, programs on this machine may read it. */
  metricsToken: string | undefined;
  tracing: TracingConfig | undefined;
  /** Where errors are reported. */
  errorWebhook: { url: string; secret: string } | undefined;
}

const Environment = z
  .object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
      .transform(Number)
      .pipe(z.int().max(65_535, 'must be a number from 0 to 65535'))
      .default(3000),
    HOST: z
      .string()
      .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
      .default('127.0.0.1'),
    DATA_DIR: z
      .string()
      .transform((path) => resolve(path))
      .default(join(repository, '.dunlin')),
    ...databaseVariables,
    LOG_LEVEL: z.enum(logLevels).default('info'),
    AUTH_SECRET: z
      .string()
      .min(minSecretLength, {
        error: `must have at least ${minSecretLength} characters; make one with: openssl rand -base64 32`,
        abort: true,
      })
      .refine(isVaried, 'repeats a few characters; make one with: openssl rand -base64 32')
      .optional(),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
      .refine(isBaseUrl, 'must hold no user name, query or fragment: paths are added to it')
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    TRUST_PROXY: trustProxyVariable,
    CORS_ORIGINS: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((origin) => origin.trim() || []))
      .refine((origins) => origins.every(isOrigin), 'must list origins such as https://app.example'),
    MIN_FREE_DISK_MB: z
      .string()
      .regex(/^\d{1,9}$/, 'must be a number of megabytes')
      .transform(Number)
      .default(1_000),
    RATE_LIMIT_FACTOR: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,3})?$/, 'must be a number above 0')
      .transform(Number)
      .refine((factor) => factor > 0, 'must be a number above 0')
      .default(1),
    MAX_UNKNOWN_SOCKETS_PER_ADDRESS: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, 'must be a number above 0')
      .transform(Number)
      .optional(),
    ACCOUNT_DELETION_DAYS: z
      .string()
      .regex(/^\d{1,4}$/, 'must be a number of days, 0 to delete at once')
      .transform(Number)
      .optional(),
    RESERVED_USERNAMES: z
      .string()
      .transform((text) => text.split(/[,\s]+/).flatMap((name) => name.toLowerCase() || []))
      .pipe(z.array(z.string().regex(/^\w{1,20}$/, 'must list usernames such as admin,support')))
      .optional(),
    FEED_SETTINGS: json(FeedSettings).optional(),
    TREND_SETTINGS: json(TrendSettings).optional(),
    METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    ERROR_WEBHOOK_URL: z
      .url({ protocol: /^https?$/, error: 'must be an https address', abort: true })
      .refine(isPrivateLine, 'must be an https address, or an http one of this machine')
      .refine(namesNobody, 'must hold no user name: reports are signed with ERROR_WEBHOOK_SECRET')
      .optional(),
    ERROR_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
    VISITORS: z.enum(['on', 'off'], 'must be on or off').default('on'),
    WEB: z.enum(['on', 'off'], 'must be on or off').default('on'),
    ...brandVariables,
    ...roleVariables,
    ...redisVariables,
    ...tracingVariables,
    ...storageVariables,
    ...searchVariables,
    NODE_ENV: z.string().optional(),
  })
  .check(({ value, issues }) => {
    if (
      value.DATABASE_URL === undefined ||
      value.NODE_ENV !== 'production' ||
      value.AUTH_SECRET !== undefined
    )
      return;
    issues.push({
      code: 'custom',
      path: ['AUTH_SECRET'],
      input: undefined,
      message: 'is required in production with DATABASE_URL; make one with: openssl rand -base64 32',
    });
  })
  .check(checkDatabase)
  .check(checkRole)
  .check(checkRedisVariables)
  .check(checkStorage)
  .check(checkSearch)
  .check(({ value, issues }) => {
    const pair = ['ERROR_WEBHOOK_URL', 'ERROR_WEBHOOK_SECRET'] as const;
    const missing = pair.filter((name) => value[name] === undefined);
    if (missing.length !== 1) return;
    const message = `is needed too: reports go to ${pair[0]}, signed with ${pair[1]}`;
    issues.push({ code: 'custom', path: missing, input: undefined, message });
  });

/** What it may be told; each also as `<name>_FILE`. */
export const variableNames: readonly string[] = Object.keys(Environment.shape);

/**
 * The only reader of the environment. An empty variable counts as one that is not set.
 * @throws StartupError that lists every problem; it quotes no values, which may be secret.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { variables, problems } = readVariableFiles(given, variableNames);
  const { data, error } = Environment.safeParse({ ...given, ...variables });
  problems.push(...(error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`));
  if (problems.length > 0 || !data)
    throw new StartupError(`The environment is not right:\n  ${problems.join('\n  ')}`);
  const { DATA_DIR: dataDir, AUTH_SECRET: secret } = data;
  return {
    port: data.PORT,
    host: data.HOST,
    role: data.DUNLIN_ROLE,
    admitsVisitors: data.VISITORS === 'on',
    web: data.WEB === 'on' && data.DUNLIN_ROLE !== 'worker',
    brand: toBrandConfig(data),
    dataDir,
    database: toDatabaseConfig(data, dataDir),
    redis: data.REDIS_URL,
    redisPrefix: data.REDIS_PREFIX ?? 'dunlin',
    search: toSearchConfig(data),
    storage: toStorageConfig(data, dataDir),
    secret:
      secret === undefined
        ? { type: 'generated', file: join(dataDir, 'secret') }
        : { type: 'given', value: secret },
    publicUrl: data.PUBLIC_URL,
    trustProxy: data.TRUST_PROXY,
    corsOrigins: data.CORS_ORIGINS,
    minFreeDiskBytes: data.MIN_FREE_DISK_MB * 1_000_000,
    rateLimitFactor: data.RATE_LIMIT_FACTOR,
    maxUnknownSocketsPerAddress: data.MAX_UNKNOWN_SOCKETS_PER_ADDRESS,
    accountDeletionDays: data.ACCOUNT_DELETION_DAYS,
    reservedUsernames: data.RESERVED_USERNAMES,
    feed: data.FEED_SETTINGS,
    trends: data.TREND_SETTINGS,
    logLevel: data.LOG_LEVEL,
    metricsToken: data.METRICS_TOKEN,
    tracing: toTracingConfig(data),
    errorWebhook: toWebhook(data),
  };
}

function toWebhook({ ERROR_WEBHOOK_URL: url, ERROR_WEBHOOK_SECRET: secret }: z.output<typeof Environment>) {
  return url !== undefined && secret !== undefined ? { url, secret } : undefined;
}

/** A JSON object; what it does not name stays as it is. */
function json<Schema extends z.ZodObject>(schema: Schema) {
  const parse = (text: string, { issues }: z.core.ParsePayload) => {
    try {
      return JSON.parse(text);
    } catch {
      issues.push({ code: 'custom', input: undefined, message: 'must be a JSON object' });
      return z.NEVER;
    }
  };
  return z.string().transform(parse).pipe(schema);
}

/** Nobody on the way can read what is sent there. */
function isPrivateLine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname);
}

/** Not spaces, nor one word over and over. */
function isVaried(secret: string): boolean {
  return new Set(secret).size >= minDistinctCharacters;
}

/** Whether a path may follow it. */
function isBaseUrl(text: string): boolean {
  return namesNobody(text) && !/[?#]/.test(text);
}

function namesNobody(url: string): boolean {
  const { username, password } = new URL(url);
  return !username && !password;
}

/** Whether it is what browsers send as Origin: nothing after the host and port, and no `*`. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.origin === text && /^https?:$/.test(url.protocol) && !text.includes('*');
}

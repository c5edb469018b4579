import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const secret = 'the secret of one installation, and long';
const metricsToken = 'm'.repeat(32);
const logoFile = resolve(import.meta.dirname, '../../../web/src/styles/icon.svg');
const databaseUrl = 'postgres://dunlin:hunter2@db.example.org:5432/dunlin';

test('without settings the server is local and brings its own database', () => {
  const dataDir = resolve(import.meta.dirname, '../../../../.dunlin');
  expect(loadConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    role: 'all',
    admitsVisitors: true,
    web: true,
    brand: { name: 'Dunlin', logo: undefined, accent: undefined },
    dataDir,
    database: { type: 'embedded', dataDir: `${dataDir}/postgres` },
    redis: undefined,
    redisPrefix: 'dunlin',
    search: { type: 'postgres' },
    storage: { type: 'disk', folder: `${dataDir}/media` },
    secret: { type: 'generated', file: `${dataDir}/secret` },
    publicUrl: undefined,
    trustProxy: false,
    corsOrigins: [],
    rateLimitFactor: 1,
    minFreeDiskBytes: 1_000_000_000,
    feed: undefined,
    trends: undefined,
    logLevel: 'info',
    metricsToken: undefined,
    tracing: undefined,
    errorWebhook: undefined,
  });
});

test('every setting is honoured', () => {
  const config = loadConfig({
    PORT: '8080',
    HOST: '0.0.0.0',
    DATA_DIR: '/var/lib/dunlin',
    DUNLIN_ROLE: 'worker',
    DATABASE_URL: databaseUrl,
    REDIS_URL: 'rediss://redis.example.org',
    REDIS_PREFIX: 'geese',
    TYPESENSE_URL: 'http://search-1:8108, https://search-2.example.org/',
    TYPESENSE_API_KEY: secret,
    LOG_LEVEL: 'warn',
    AUTH_SECRET: secret,
    PUBLIC_URL: 'https://dunlin.example.org/',
    TRUST_PROXY: 'true',
    CORS_ORIGINS: 'https://app.example.org, http://localhost:5173',
    RATE_LIMIT_FACTOR: '2.5',
    METRICS_TOKEN: metricsToken,
    VISITORS: 'off',
    DUNLIN_NAME: ' Strandläufer ',
    DUNLIN_LOGO: logoFile,
    DUNLIN_ACCENT: '#C0FFEE',
    ERROR_WEBHOOK_URL: 'https://hooks.example.org/dunlin',
    ERROR_WEBHOOK_SECRET: secret,
    NODE_ENV: 'production',
  });
  expect(config).toEqual({
    port: 8080,
    host: '0.0.0.0',
    role: 'worker',
    admitsVisitors: false,
    web: false,
    brand: {
      name: 'Strandläufer',
      logo: { type: 'image/svg+xml', bytes: readFileSync(logoFile) },
      accent: '#c0ffee',
    },
    dataDir: '/var/lib/dunlin',
    database: { type: 'external', url: databaseUrl },
    redis: { type: 'single', tls: true, address: { host: 'redis.example.org', port: 6379 }, db: 0 },
    redisPrefix: 'geese',
    search: {
      type: 'typesense',
      urls: ['http://search-1:8108', 'https://search-2.example.org'],
      apiKey: secret,
    },
    storage: { type: 'disk', folder: '/var/lib/dunlin/media' },
    secret: { type: 'given', value: secret },
    publicUrl: 'https://dunlin.example.org',
    trustProxy: 1,
    corsOrigins: ['https://app.example.org', 'http://localhost:5173'],
    rateLimitFactor: 2.5,
    minFreeDiskBytes: 1_000_000_000,
    feed: undefined,
    trends: undefined,
    logLevel: 'warn',
    metricsToken,
    tracing: undefined,
    errorWebhook: { url: 'https://hooks.example.org/dunlin', secret },
  });
});

test('a process that does part of the work needs a database and a Redis to share it by', () => {
  const message = (role: string) =>
    `is needed too: DUNLIN_ROLE is ${role}, and processes share the work by their database and their Redis`;
  expect(() => loadConfig({ DUNLIN_ROLE: 'api', DATABASE_URL: databaseUrl })).toThrow(
    `The environment is not right:\n  REDIS_URL ${message('api')}`,
  );
  expect(() => loadConfig({ DUNLIN_ROLE: 'worker', REDIS_URL: 'redis://localhost' })).toThrow(
    `The environment is not right:\n  DATABASE_URL ${message('worker')}`,
  );
});

test('a URL of Redis that is none is refused without its words', () => {
  expect(() => loadConfig({ REDIS_URL: 'redis://:hunter2/x@host' })).toThrow(
    /^The environment is not right:\n {2}REDIS_URL must (?!.*hunter2)/,
  );
});

test('a prefix of what is kept in Redis needs a Redis', () => {
  expect(() => loadConfig({ REDIS_PREFIX: 'geese' })).toThrow(/\n {2}REDIS_URL is needed too/);
  expect(() => loadConfig({ REDIS_URL: 'redis://localhost', REDIS_PREFIX: '{a}' })).toThrow(
    /REDIS_PREFIX must have/,
  );
});

test('a direct way to the database goes past the other', () => {
  const directUrl = 'postgres://dunlin:hunter2@db.example.org:5433/dunlin';
  expect(loadConfig({ DATABASE_URL: databaseUrl, DATABASE_DIRECT_URL: directUrl }).database).toEqual({
    ...{ type: 'external', url: databaseUrl, directUrl },
  });
  expect(() => loadConfig({ DATABASE_DIRECT_URL: directUrl })).toThrow(
    'The environment is not right:\n  DATABASE_URL is needed too',
  );
});

test('media go to S3 when a bucket is named', () => {
  expect(loadConfig({ S3_BUCKET: 'media' }).storage).toEqual({
    ...{ type: 's3', bucket: 'media', region: 'us-east-1', pathStyle: false },
  });
  const config = loadConfig({
    S3_BUCKET: 'media',
    S3_REGION: 'eu-central-1',
    S3_ENDPOINT: 'https://s3.example.org',
    S3_PATH_STYLE: 'true',
    S3_PREFIX: 'dunlin/',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  });
  expect(config.storage).toEqual({
    ...{ type: 's3', bucket: 'media', region: 'eu-central-1', endpoint: 'https://s3.example.org' },
    ...{ pathStyle: true, prefix: 'dunlin/', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } },
  });
});

test.each([
  [{ S3_REGION: 'eu-central-1' }, 'S3_BUCKET'],
  [{ S3_BUCKET: 'media', S3_ACCESS_KEY_ID: 'id' }, 'S3_SECRET_ACCESS_KEY'],
  [{ S3_BUCKET: 'media', S3_ENDPOINT: 'localhost' }, 'S3_ENDPOINT'],
])('a storage that is half described stops the start: %j', (environment, problem) => {
  expect(() => loadConfig(environment)).toThrow(problem);
});

test('traces go where the standard variables say', () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318/';
  expect(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracing).toEqual({
    url: 'http://collector:4318/v1/traces',
    sampler: 'parentbased_always_on',
    ratio: 1,
  });
  const more = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
  const exact = 'https://traces.example.org/otlp';
  expect(
    loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: exact, ...more }).tracing,
  ).toEqual({ url: exact, sampler: 'traceidratio', ratio: 0.1 });
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])
    expect(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, ...off }).tracing).toBeUndefined();
});

test.each([
  { url: 'https://hooks.example.org/dunlin', isAccepted: true },
  { url: 'http://127.0.0.1:9000/dunlin', isAccepted: true },
  { url: 'http://[::1]:9000/dunlin', isAccepted: true },
  { url: 'http://hooks.example.org/dunlin', isAccepted: false },
  { url: 'http://127.0.0.1.example.org/dunlin', isAccepted: false },
  { url: 'file:///etc/passwd', isAccepted: false },
])('errors are reported over a line that nobody else reads: $url', ({ url, isAccepted }) => {
  const load = () => loadConfig({ ERROR_WEBHOOK_URL: url, ERROR_WEBHOOK_SECRET: secret });
  if (isAccepted) expect(load().errorWebhook).toEqual({ url, secret });
  else expect(load).toThrow('ERROR_WEBHOOK_URL must be an https address');
});

test('an address for reports needs a secret to sign them with', () => {
  expect(() => loadConfig({ ERROR_WEBHOOK_URL: 'https://hooks.example.org' })).toThrow(
    'ERROR_WEBHOOK_SECRET is needed too',
  );
});

test('an empty variable counts as one that is not set', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '', AUTH_SECRET: '' })).toEqual(loadConfig({}));
});

test('every problem is listed, and no value quoted', () => {
  const junk = {
    PORT: '99999',
    HOST: 'a b',
    DATABASE_URL: 'mysql://root:hunter2@localhost/x',
    LOG_LEVEL: 'loud',
    AUTH_SECRET: 'hunter2',
    PUBLIC_URL: 'javascript:hunter2',
    TRUST_PROXY: 'yes',
    CORS_ORIGINS: '*,hunter2',
    RATE_LIMIT_FACTOR: '-1',
  };
  expect(() => loadConfig(junk)).toThrow(/^The environment is not right:(\n {2}\w+ .+){9}$/);
  for (const name of Object.keys(junk)) expect(() => loadConfig(junk)).toThrow(`  ${name} `);
  expect(() => loadConfig(junk)).not.toThrow(/hunter2/);
});

test.each([
  ['false', false],
  ['true', 1],
  ['2', 2],
  ['127.0.0.1', ['127.0.0.1']],
  ['10.0.0.0/8, fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
])('TRUST_PROXY=%s', (text, trustProxy) => {
  expect(loadConfig({ TRUST_PROXY: text }).trustProxy).toEqual(trustProxy);
});

test.each(['0', '10', '-1', 'yes', '*', 'proxy', '10.0.0.0/33', '127.0.0.1,'])(
  'TRUST_PROXY=%s is refused',
  (text) => {
    expect(() => loadConfig({ TRUST_PROXY: text })).toThrow('TRUST_PROXY must be');
  },
);

test.each(['-1', '3000x', '65536', '1e3', ' 80'])('PORT=%j is refused', (port) => {
  expect(() => loadConfig({ PORT: port })).toThrow('PORT');
});

test.each([
  '*',
  'https://*.example.org',
  'https://app.example.org/',
  'https://app.example.org/page',
  'https://App.example.org',
  'app.example.org',
  'null',
  'javascript:alert(1)',
])('CORS_ORIGINS=%j is refused', (origin) => {
  expect(() => loadConfig({ CORS_ORIGINS: `https://fine.example.org,${origin}` })).toThrow('CORS_ORIGINS');
});

test.each(['0', '0.0', '-1', '1e9', 'off'])('RATE_LIMIT_FACTOR=%j is refused', (factor) => {
  expect(() => loadConfig({ RATE_LIMIT_FACTOR: factor })).toThrow('RATE_LIMIT_FACTOR');
});

test.each(['0', '-1', '1.5', '1e9', 'off'])('MAX_UNKNOWN_SOCKETS_PER_ADDRESS=%j is refused', (count) => {
  expect(() => loadConfig({ MAX_UNKNOWN_SOCKETS_PER_ADDRESS: count })).toThrow('must be a number above 0');
});

test.each([
  'https://tweets.example.org/?page=1',
  'https://tweets.example.org/#top',
  'https://tweets.example.org?',
  'https://ada@tweets.example.org',
])('PUBLIC_URL=%j, to which no path can be added, is refused', (url) => {
  expect(() => loadConfig({ PUBLIC_URL: url })).toThrow('PUBLIC_URL must hold no user name');
});

test.each(['admin,support,', ' Admin , Support ', 'admin\nsupport\n', 'admin support'])(
  'RESERVED_USERNAMES=%j is a list of two',
  (text) => {
    expect(loadConfig({ RESERVED_USERNAMES: text }).reservedUsernames).toEqual(['admin', 'support']);
  },
);

test.each(['@admin', 'admin;support', 'administrators_of_this'])(
  'RESERVED_USERNAMES=%j, which nobody could register, is refused',
  (text) => {
    expect(() => loadConfig({ RESERVED_USERNAMES: text })).toThrow('must list usernames');
  },
);

test.each([
  { PUBLIC_URL: 'tweets.example.org' },
  { PUBLIC_URL: 'https://' },
  { ERROR_WEBHOOK_URL: 'hooks.example.org', ERROR_WEBHOOK_SECRET: 'sixteen letters!' },
  { ERROR_WEBHOOK_URL: 'https://ada:pw@hooks.example.org', ERROR_WEBHOOK_SECRET: 'sixteen letters!' },
  { DATABASE_URL: 'postgres://ada:p@ss#word@localhost/dunlin' },
  { DATABASE_URL: 'postgres://ada@localhost/dunlin?options=-c%20search_path%3Dtweets' },
  { AUTH_SECRET: ' '.repeat(40) },
  { AUTH_SECRET: 'secret'.repeat(6) },
])('%o is one problem, which is said', (environment) => {
  const [name] = Object.keys(environment);
  const start = () => loadConfig(environment);
  expect(start).toThrow(new RegExp(`^The environment is not right:\n  ${name} [^\n]+$`));
  expect(start).not.toThrow(/p@ss|#word/);
});

test('in production with a database of its own the secret must be given', () => {
  expect(() => loadConfig({ NODE_ENV: 'production', DATABASE_URL: databaseUrl })).toThrow(
    'AUTH_SECRET is required',
  );
  expect(loadConfig({ NODE_ENV: 'production' }).secret.type).toBe('generated');
  expect(loadConfig({ DATABASE_URL: databaseUrl }).secret.type).toBe('generated');
});

test('settings of the feed and of trends are JSON, and what they leave out stays as it is', () => {
  const { feed, trends } = loadConfig({
    FEED_SETTINGS: '{ "halfLifeHours": 6, "engagement": { "likes": 3 } }',
    TREND_SETTINGS: '{ "minAuthors": 10 }',
  });
  expect(feed).toMatchObject({ halfLifeHours: 6, engagement: { likes: 3, replies: 2 }, authorRepeat: 0.7 });
  expect(trends).toMatchObject({ minAuthors: 10, windowHours: 4 });
});

test.each([
  '{',
  '3',
  '[]',
  '{ "halfLife": 1 }',
  '{ "halfLifeHours": 0 }',
  '{ "engagement": { "likes": -1 } }',
])('FEED_SETTINGS=%s is refused', (text) => {
  expect(() => loadConfig({ FEED_SETTINGS: text })).toThrow('FEED_SETTINGS');
});

test.for([
  [{ DUNLIN_NAME: 'x'.repeat(41) }, 'DUNLIN_NAME must be one line of up to 40 characters'],
  [{ DUNLIN_NAME: 'two\nlines' }, 'DUNLIN_NAME must be one line of up to 40 characters'],
  [{ DUNLIN_ACCENT: 'red' }, 'DUNLIN_ACCENT must be a colour such as #0a6a88'],
  [{ DUNLIN_ACCENT: '#0a6a88;}' }, 'DUNLIN_ACCENT must be a colour such as #0a6a88'],
  [{ DUNLIN_LOGO: '/there/is/no.svg' }, 'DUNLIN_LOGO must name a file that can be read'],
  [{ DUNLIN_LOGO: import.meta.filename }, 'DUNLIN_LOGO must name a file that can be read'],
] as const)('%j is refused with what it must be', ([environment, problem]) => {
  expect(() => loadConfig(environment)).toThrow(problem);
});

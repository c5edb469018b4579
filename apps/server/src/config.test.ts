import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const secret = 'x'.repeat(32);
const databaseUrl = 'postgres://dunlin:hunter2@db.example.org:5432/dunlin';

test('without settings the server is local and brings its own database', () => {
  const dataDir = resolve(import.meta.dirname, '../../../.dunlin');
  expect(loadConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir,
    database: { type: 'embedded', dataDir: `${dataDir}/postgres` },
    secret: { type: 'generated', file: `${dataDir}/secret` },
    publicUrl: undefined,
    trustProxy: false,
    logLevel: 'info',
  });
});

test('every setting is honoured', () => {
  const config = loadConfig({
    PORT: '8080',
    HOST: '0.0.0.0',
    DATA_DIR: '/var/lib/dunlin',
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    AUTH_SECRET: secret,
    PUBLIC_URL: 'https://dunlin.example.org/',
    TRUST_PROXY: 'true',
    NODE_ENV: 'production',
  });
  expect(config).toEqual({
    port: 8080,
    host: '0.0.0.0',
    dataDir: '/var/lib/dunlin',
    database: { type: 'external', url: databaseUrl },
    secret: { type: 'given', value: secret },
    publicUrl: 'https://dunlin.example.org',
    trustProxy: true,
    logLevel: 'warn',
  });
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
  };
  expect(() => loadConfig(junk)).toThrow(/^The environment is not right:(\n {2}\w+ .+){7}$/);
  for (const name of Object.keys(junk)) expect(() => loadConfig(junk)).toThrow(`  ${name} `);
  expect(() => loadConfig(junk)).not.toThrow(/hunter2/);
});

test.each(['-1', '3000x', '65536', '1e3', ' 80'])('PORT=%j is refused', (port) => {
  expect(() => loadConfig({ PORT: port })).toThrow('PORT');
});

test('in production with a database of its own the secret must be given', () => {
  expect(() => loadConfig({ NODE_ENV: 'production', DATABASE_URL: databaseUrl })).toThrow(
    'AUTH_SECRET is required',
  );
  expect(loadConfig({ NODE_ENV: 'production' }).secret.type).toBe('generated');
  expect(loadConfig({ DATABASE_URL: databaseUrl }).secret.type).toBe('generated');
});

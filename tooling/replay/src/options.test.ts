import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

const files = ['--tweets', 'tweets.csv', '--follows', 'follows.edgelist'];

test('file names are relative to where the command was called', () => {
  const options = parseOptions(files, { INIT_CWD: '/somewhere' });
  expect(options).toMatchObject({
    tweetsFile: '/somewhere/tweets.csv',
    followsFile: '/somewhere/follows.edgelist',
    url: 'http://localhost:3000',
    limit: Infinity,
    actions: 2_000,
  });
});

test('the database is that of the environment unless given', () => {
  const environment = { DATABASE_URL: 'postgres://environment/db', DATA_DIR: '/data' };
  expect(parseOptions(files, environment)).toMatchObject({
    databaseUrl: 'postgres://environment/db',
    dataDir: '/data',
  });
  const given = ['--database-url', 'postgres://given/db'];
  expect(parseOptions([...files, ...given], environment).databaseUrl).toBe('postgres://given/db');
});

test('with --api-only nothing is left for the database', () => {
  expect(parseOptions([...files, '--api-only'], {})).toMatchObject({
    apiAccounts: Infinity,
    apiFollows: Infinity,
  });
});

test.each([
  ['a missing file', ['--tweets', 'tweets.csv'], '--tweets and --follows are required'],
  ['an unknown flag', [...files, '--fast'], "Unknown option '--fast'"],
  ['a limit of none', [...files, '--limit', '0'], '--limit must be'],
  ['an address that is not http', [...files, '--url', 'https://example.org'], '--url must be'],
])('%s is refused', (_, args, message) => {
  expect(() => parseOptions(args, {})).toThrow(UsageError);
  expect(() => parseOptions(args, {})).toThrow(message);
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { findFreePort } from '@dunlin/harness/free-port';
import {
  canRunTypesense,
  startTypesenseServer,
  type TypesenseServer,
  typesenseTitle,
} from '@dunlin/harness/typesense-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPreparedReplica } from '../src/startup/open-search.ts';
import { explainStartupError } from '../src/startup/startup-error.ts';
import { startTestServer, type TestServer } from './test-server.ts';

describe.runIf(canRunTypesense)(`search, ${typesenseTitle}`, () => {
  const stack = new AsyncDisposableStack();
  let typesense: TypesenseServer;
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    typesense = stack.use(await startTypesenseServer());
    server = stack.use(
      await startTestServer({
        environment: { TYPESENSE_URL: typesense.url, TYPESENSE_API_KEY: typesense.apiKey },
      }),
    );
    ({ token } = await server.register('seeker'));
  });
  afterAll(() => stack.disposeAsync());

  test('a header and a metric say which engine answered, over REST and tRPC', async () => {
    const posted = await server.request('POST', '/api/tweets', {
      token,
      body: { text: 'engines of search' },
    });
    await server.api.drain();
    const search = () => server.request('GET', '/api/search/tweets?q=engine', { token });
    // What is known of it may be a quarter of a second old.
    await expect.poll(async () => (await search()).headers.get('x-search-engine')).toBe('typesense');
    const found = await search();
    expect(found.headers.get('x-search-engine')).toBe('typesense');
    expect(found.body.items).toMatchObject([{ tweet: { id: posted.body.id } }]);

    await typesense.kill();
    const input = encodeURIComponent(JSON.stringify({ q: 'engine' }));
    for (const path of ['/api/search/tweets?q=engine', `/trpc/search.tweets?input=${input}`]) {
      const answer = await server.request('GET', path, { token });
      expect(answer.headers.get('x-search-engine')).toMatch(/^postgres; reason="(unreachable|resting)"$/);
      expect(JSON.stringify(answer.body)).toContain(posted.body.id);
    }
    const metrics = await server.request('GET', '/metrics');
    expect(metrics.body).toMatch(/dunlin_searches_total\{fallback="none"\} \d/);
    expect(metrics.body).toContain('dunlin_searches_total{fallback="unreachable"} 2');
    expect(metrics.body).toMatch(/dunlin_search_replica_lag_seconds \d/);
    expect(metrics.body).toContain('dunlin_search_replica_whole 1');
    await typesense.restart();
  });

  test('one command builds both indexes anew, another compares them', async () => {
    expect(await run('reindex-search')).toEqual({
      code: 0,
      output:
        'Search knows 1 users and 1 tweets as they are now.\n' +
        'So does Typesense, which answers from now on: 1 users, 1 tweets.\n',
    });
    const right = await run('verify-data');
    expect(right.code).toBe(0);
    const found = '1 users and 1 tweets: 0 missing, 0 extra, 0 different (0 still pending).';
    expect(right.output).toMatch(`s: ${found}\ntrends`);
    expect(right.output).toMatch(`s: ${found}\n`);
    await server.api.services.db.deleteFrom('searchTweets').execute();
    const verified = await run('verify-data');
    expect(verified.code).toBe(1);
    expect(verified.output).toMatch(/\nsearch, .* 1 missing.*\n {2}missing: \d+ of tweets\n/);
    expect(verified.output).toContain('npm run verify-data -- --repair');
  });

  test('a wrong address, key or version stops the start and says what to do, without the key', async () => {
    const { db } = server.api.services;
    const start = (url: string, apiKey: string) => {
      let warning = '';
      const onIncomplete = (message: string) => {
        warning = `: ${message}`;
      };
      const config = { type: 'typesense', urls: [url], apiKey } as const;
      return openPreparedReplica(config, { db, onIncomplete }).then(
        () => `it started${warning}`,
        explainStartupError,
      );
    };
    const url = `http://127.0.0.1:${await findFreePort()}`;
    expect(await start(url, 'geheim')).toBe(
      `it started: Typesense at ${url} cannot be reached (ECONNREFUSED); Postgres answers searches until it is back.`,
    );
    await db.updateTable('searchReplica').set({ generation: null }).execute();
    expect(await start(url, 'geheim')).toBe(
      `Typesense at ${url} cannot be reached (ECONNREFUSED). Check that TYPESENSE_URL is right and that Typesense runs there, ` +
        'or unset it: search is in Postgres then.',
    );
    expect(await start(typesense.url, 'geheim')).toBe(
      `Typesense at ${typesense.url} refuses the API key. Check that TYPESENSE_API_KEY is a key of that server that allows all.`,
    );
    await db.updateTable('searchReplica').set({ generation: 'v0_older' }).execute();
    expect(await start(typesense.url, typesense.apiKey)).toBe(
      'The search index in Typesense was built by another version of this server. Build it, beside the running server or ' +
        'without one: npm run search:reindex',
    );
    expect(await run('reindex-search')).toMatchObject({ code: 0 });
    expect(await start(typesense.url, typesense.apiKey)).toBe('it started');
  });

  function run(command: string): Promise<{ code: number; output: string }> {
    const { database } = server.config;
    const env = {
      // biome-ignore lint/style/noProcessEnv: commands start as fast as the tests do, and see nothing else of theirs.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: database.type === 'external' ? database.url : '',
      ...{ TYPESENSE_URL: typesense.url, TYPESENSE_API_KEY: typesense.apiKey },
    };
    const path = join(import.meta.dirname, '../src/commands', `${command}.ts`);
    return new Promise((resolve) => {
      execFile(process.execPath, [path], { env }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      );
    });
  }
});

import { countFaults, defaultSettings, listDataChecks } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { buildWorld } from '../src/build-world.ts';
import { parseOptions } from '../src/options.ts';

test('a small world is as the product would have it, and is made once', { timeout: 120_000 }, async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await createTestDatabase(inject('postgresUrl')));
  const db = createDatabase({ url, statementTimeoutMs: 0 });
  stack.defer(() => db.destroy());
  await buildWorld(db, { tweets: 3_000 });
  await buildWorld(db, { tweets: 3_000 });
  await expect(buildWorld(db, { tweets: 6_000 })).rejects.toThrow('has a world of 3000 tweets');
  const search = createPostgresSearch(db);
  const checks = listDataChecks({ db, settings: defaultSettings, search }, { strict: true });
  const findings = await Promise.all(checks.map((check) => check.verify(() => {})));
  expect(findings.flatMap(({ examples }) => examples)).toEqual([]);
  expect(findings.map(countFaults)).toEqual([0, 0, 0, 0, 0]);
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from users) as users, (select count(*)::int from tweets) as tweets,
      (select followers from user_counts where user_id = world.user_id(1)) as followers,
      (select likes from tweet_counts where tweet_id = world.tweet_id(31)) as likes`.execute(db);
  expect(rows[0]).toMatchObject({ users: 100, likes: 100, tweets: expect.closeTo(3_000, -1) });
});

test.each(['2999', '10000001', 'many', '-1'])('%s tweets are refused with what is possible', (tweets) => {
  expect(() => parseOptions([`--tweets=${tweets}`])).toThrow(/between 3,000 and 10,000,000/);
});

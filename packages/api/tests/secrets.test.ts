import { createHash } from 'node:crypto';
import { createTestApp, rejection } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const password = 'correct horse battery';

describe('secrets', () => {
  test('stand nowhere in the database in clear', async () => {
    const newPassword = 'staple and glue';
    const keyed = () => app.anonymous({ idempotencyKey: crypto.randomUUID() });
    const registered = await keyed().auth.register({ username: 'secret', email: 's@example.org', password });
    const loggedIn = await keyed().auth.login({ username: 'secret', password });
    const refreshed = await keyed().auth.refresh({ refreshToken: loggedIn.refreshToken });
    const authorization = `Bearer ${refreshed.accessToken}`;
    const changed = await app
      .anonymous({ authorization, idempotencyKey: crypto.randomUUID() })
      .auth.changePassword({ currentPassword: password, newPassword });
    const last = await keyed().auth.login({ username: 'secret', password: newPassword });

    const results = [registered, loggedIn, refreshed, changed, last];
    const secrets = [
      password,
      newPassword,
      ...results.flatMap((result) => [result.accessToken, result.refreshToken]),
    ];
    expect(await findInDatabase(['secret'])).toContain('public.users');
    expect(await findInDatabase(secrets)).toEqual([]);
  });

  test('leave no hash in the database that is quick to guess them by', async () => {
    const input = { email: 'quick@example.org', password, username: 'quick' };
    await app.anonymous({ idempotencyKey: 'quick' }).auth.register(input);
    const body = JSON.stringify(input);
    const guesses = [password, body, `auth.register\n${body}`].flatMap((text) =>
      ['sha1', 'sha256', 'sha512', 'md5'].map((algorithm) =>
        createHash(algorithm).update(text).digest('hex'),
      ),
    );
    expect(await findInDatabase(guesses)).toEqual([]);
  });

  test('are not in what the API answers about a user', async () => {
    const { user } = await register('shown');
    const [reader] = await app.createUsers('shown_reader');
    const seen = JSON.stringify([
      user,
      await app.as(reader).users.get({ id: user.id }),
      (await app.as(reader).users.list({})).items,
    ]);
    expect(seen).not.toMatch(/argon2|password|token/i);
  });
});

describe('an unknown account', () => {
  test('cannot be told from a wrong password by the answer', async () => {
    await register('known');
    const wrong = { password: 'wrong password' };
    const answers = [
      await rejection(app.anonymous().auth.login({ username: 'known', ...wrong })),
      await rejection(app.anonymous().auth.login({ username: 'unknown', ...wrong })),
      await rejection(app.anonymous().auth.login({ email: 'known@example.org', ...wrong })),
      await rejection(app.anonymous().auth.login({ email: 'unknown@example.org', ...wrong })),
      await rejection(app.anonymous().auth.login({ username: 'not a username at all', ...wrong })),
    ];
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('cannot be told from a wrong password by the time it takes', async () => {
    await register('timed');
    const fastest = { timed: Number.POSITIVE_INFINITY, untimed: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 6; round++) {
      for (const username of ['timed', 'untimed'] as const) {
        const start = performance.now();
        await rejection(app.anonymous().auth.login({ username, password: 'wrong password' }));
        fastest[username] = Math.min(fastest[username], performance.now() - start);
      }
    }
    // Hashing is nearly all of it; without it the unknown would take a tenth.
    expect(fastest.untimed).toBeGreaterThan(fastest.timed / 2);
  });
});

function register(username: string) {
  return app.anonymous().auth.register({ username, email: `${username}@example.org`, password });
}

/** The tables of every schema with a row that holds one of the texts, as text or as bytes. */
async function findInDatabase(texts: readonly string[]): Promise<string[]> {
  const needles = texts.flatMap((text) => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64'),
  ]);
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(app.db);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`
      select 1 from ${sql.raw(name)} as row, unnest(${needles}::text[]) as needle
      where position(needle in row::text) > 0 limit 1`.execute(app.db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

import { randomUUID } from 'node:crypto';
import type pg from 'pg';

export interface Person {
  accountId: string;
  headers: Record<string, string>;
}

const redirectUri = 'urn:ietf:wg:oauth:2.0:oob';
const scope = 'read write';
/** GoToSocial answers nobody without one. */
const userAgent = { 'user-agent': 'dunlin-bench', 'content-type': 'application/json' };
const accountsAtOnce = 2;

/** Accounts of the command line, each signed in by a row of its own in GoToSocial's table of tokens. */
export async function createPeople({
  url,
  sql,
  count,
  createAccount,
}: {
  url: string;
  sql: pg.Client;
  count: number;
  createAccount: (username: string) => Promise<void>;
}): Promise<Person[]> {
  const names = Array.from({ length: count }, (_, index) => `bench${index}`);
  const pending = names.values();
  let done = 0;
  const work = async () => {
    for (const name of pending) {
      await createAccount(name);
      if (++done % 20 === 0) console.error(`  GoToSocial: ${done} of ${count} accounts`);
    }
  };
  await Promise.all(Array.from({ length: accountsAtOnce }, work));
  const clientId = await registerApp(url);
  // Or each would have to accept who follows.
  await sql.query('update accounts set locked = false where username = any($1)', [names]);
  const { rows } = await sql.query<{ userId: string; accountId: string }>(
    `select users.id as "userId", accounts.id as "accountId" from users join accounts on accounts.id = users.account_id
     where username = any($1) order by username`,
    [names],
  );
  const people: Person[] = [];
  for (const [index, { userId, accountId }] of rows.entries()) {
    const access = randomUUID();
    await sql.query(
      `insert into tokens (id, client_id, user_id, redirect_uri, scope, access, access_create_at)
       values ($1, $2, $3, $4, $5, $6, now())`,
      [`01${String(index).padStart(24, '0')}`, clientId, userId, redirectUri, scope, access],
    );
    people.push({ accountId, headers: { ...userAgent, authorization: `Bearer ${access}` } });
  }
  return people;
}

async function registerApp(url: string): Promise<string> {
  const body = JSON.stringify({ client_name: 'bench', redirect_uris: redirectUri, scopes: scope });
  const response = await fetch(`${url}/api/v1/apps`, { method: 'POST', headers: userAgent, body });
  if (!response.ok) throw new Error(`GoToSocial took no app: ${response.status} ${await response.text()}`);
  const app = (await response.json()) as { client_id: string }; // `as`: what its API is documented to answer.
  return app.client_id;
}

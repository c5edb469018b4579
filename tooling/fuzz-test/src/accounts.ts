import { randomUUID } from 'node:crypto';
import { makeAdmin } from '@dunlin/api';
import { connectEmbeddedPostgres, createDatabase } from '@dunlin/db';
import { z } from 'zod';
import type { Who } from './request.ts';

const password = randomUUID();
/** What is called as staff is called cannot be registered. */
const names = { user: 'user', admin: 'olga' };
const SignedIn = z.object({ user: z.object({ id: z.string() }), accessToken: z.string() });
const Created = z.object({ id: z.string() });

/** Those who ask, as long as they are signed in: random requests sign out, too, and change what signs in. */
export interface Accounts {
  tokens: Record<Who, string | undefined>;
  /** Signs those in anew, as somebody else, whom the server refuses. @returns ids of what there is then */
  refresh(): Promise<string[]>;
}

export function createAccounts(url: string, databaseFolder: string): Accounts {
  const tokens: Record<Who, string | undefined> = { nobody: undefined, user: undefined, admin: undefined };
  let registered = 0;
  const ask = async (path: string, token: string | undefined, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { isDone: response.ok, body: await response.json() };
  };
  const signIn = async (who: 'user' | 'admin') => {
    registered += 1;
    const username = `${names[who]}_${registered}`;
    const { body } = await ask('/auth/register', undefined, {
      username,
      email: `${username}@example.org`,
      password,
    });
    tokens[who] = SignedIn.parse(body).accessToken;
    if (who === 'user') return;
    await promote(databaseFolder, username);
    tokens[who] = SignedIn.parse(
      (await ask('/auth/login', undefined, { username, password })).body,
    ).accessToken;
  };
  return {
    tokens,
    async refresh() {
      const ids: string[] = [];
      for (const who of ['user', 'admin'] as const) {
        if (!tokens[who] || !(await ask('/auth/me', tokens[who])).isDone) await signIn(who);
        ids.push(Created.parse((await ask('/auth/me', tokens[who])).body).id);
        for (const text of ['one', 'two #tag', '@user_1 three']) {
          const { isDone, body } = await ask('/api/tweets', tokens[who], { text: `${text} ${randomUUID()}` });
          if (isDone) ids.push(Created.parse(body).id);
        }
      }
      return ids;
    },
  };
}

async function promote(databaseFolder: string, username: string): Promise<void> {
  const database = await connectEmbeddedPostgres(databaseFolder);
  if (!database) throw new Error(`no database runs in ${databaseFolder}`);
  const db = createDatabase({ url: database.url, maxConnections: 1 });
  try {
    await makeAdmin(db, { username, email: undefined, promote: true, readPassword: async () => password });
  } finally {
    await db.destroy();
  }
}

import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { findFreePort } from '@dunlin/harness/free-port';
import { createClient, memoryStorage, type Tokens } from '@dunlin/sdk';
import { type App, startApp } from '@dunlin/server/app';
import { loadConfig } from '@dunlin/server/config';
import type { SubjectServer } from '../behaviours/subject-server.ts';

const password = 'correct horse';
const longAgoMs = 3_600_000;

/** The real server, with a database of its own. */
export async function startDunlin(): Promise<SubjectServer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'dunlin-sdk-report-')));
  const environment = { DATA_DIR: folder.path, PORT: String(await findFreePort()), LOG_LEVEL: 'error' };
  const app = stack.use(
    await startApp(loadConfig({ ...environment, HOST: '127.0.0.1', RATE_LIMIT_FACTOR: '1000000' })),
  );
  const signUp = async (name: string) => {
    const storage = memoryStorage();
    const client = createClient({ baseUrl: app.url, storage });
    const [username, email] = [`user_${name}`, `${name}@example.org`];
    const { user } = await client.auth.register({ username, email, password });
    return { client, storage, id: user.id, username };
  };
  const publisher = await signUp('publisher');
  const accounts: { name: string; id: string }[] = [];
  const owned = stack.move();
  return {
    url: app.url,
    ...{ refresh: /auth\.refresh/, write: /tweets\.create/, followers: undefined },
    async signIn(name, access) {
      const { client, storage, id, username } = await signUp(name);
      accounts.push({ name, id });
      await client.follows.create({ id: publisher.id });
      const kept = storage.get() as Tokens; // as: who has registered has tokens, and this storage tells them at once
      const tokens = access === 'valid' ? kept : await toExpired(app, kept, id);
      return {
        name,
        accessToken: tokens.accessToken,
        refreshToken: '',
        more: { tokens, username, password },
      };
    },
    async written() {
      const posts: { author: string; text: string }[] = [];
      for (const { name: author, id } of accounts)
        for await (const { text } of publisher.client.users.tweets.items({ id, limit: 100 }))
          posts.push({ author, text });
      return posts;
    },
    publish: async (text) => void (await publisher.client.tweets.create({ text })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The same session's, with an access token that the server gave an hour ago. */
async function toExpired(
  { api, url }: App,
  { refreshAt: _, ...tokens }: Tokens,
  id: string,
): Promise<Tokens> {
  const client = createClient({ baseUrl: url, storage: memoryStorage(tokens) });
  const { items } = await client.auth.sessions.list();
  const sessionId = items.find(({ current }) => current)?.id ?? '';
  mock.timers.enable({ apis: ['Date'], now: Date.now() - longAgoMs });
  try {
    const accessToken = await api.services.authenticator.accessTokens.sign({ id, sessionId, role: 'user' });
    return { ...tokens, accessToken };
  } finally {
    mock.timers.reset();
  }
}

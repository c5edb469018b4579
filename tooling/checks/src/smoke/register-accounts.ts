import { randomBytes, randomUUID } from 'node:crypto';
import { createClient, type DunlinClient, memoryStorage } from '@dunlin/sdk';

export interface Accounts {
  author: Account;
  /** Follows the author. */
  reader: Account;
}

export interface Account {
  client: DunlinClient;
  /** The same account over the other transport of streams. */
  overSse: DunlinClient;
  token: string;
}

export async function registerAccounts(url: string): Promise<Accounts> {
  const [author, reader] = await Promise.all([register(url, 'author'), register(url, 'reader')]);
  const { id } = await author.client.auth.me();
  await reader.client.follows.create({ id });
  return { author, reader };
}

async function register(url: string, name: string): Promise<Account> {
  const username = `${name}_${randomBytes(4).toString('hex')}`;
  const storage = memoryStorage();
  const client = createClient({ baseUrl: url, storage, transport: 'websocket' });
  const { accessToken: token } = await client.auth.register({
    ...{ username, email: `${username}@example.org`, password: randomUUID() },
  });
  return { client, overSse: createClient({ baseUrl: url, storage, transport: 'sse' }), token };
}

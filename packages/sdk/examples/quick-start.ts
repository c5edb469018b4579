import { createClient } from '@dunlin/sdk';

/** Signs up and posts: all that a first program needs. */
export async function quickStart(baseUrl: string, password: string): Promise<string> {
  const client = createClient({ baseUrl });
  await client.auth.register({ username: 'ada_lovelace', email: 'ada@example.org', password });
  const tweet = await client.tweets.create({ text: 'Hello, #dunlin!' });
  const { items } = await client.timelines.home({ limit: 10 });
  return `${tweet.text} is one of ${items.length}`;
}

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Accounts } from './register-accounts.ts';

const withinMs = 15_000;

export async function checkSearch({ author, reader }: Accounts): Promise<string> {
  const word = `smoke${randomBytes(6).toString('hex')}`;
  const { id } = await author.client.tweets.create({ text: `Look for ${word}` });
  const startedAt = performance.now();
  while (performance.now() - startedAt < withinMs) {
    const { items } = await reader.client.search.tweets({ q: word });
    if (items.some(({ tweet }) => tweet.id === id))
      return `after ${Math.round(performance.now() - startedAt)} ms`;
    await delay(50);
  }
  throw new Error(`${word} was not found within ${withinMs / 1000} s`);
}

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Accounts } from './register-accounts.ts';

const withinMs = 15_000;

export async function checkSearch(url: string, { author, reader }: Accounts): Promise<string> {
  const word = `smoke${randomBytes(6).toString('hex')}`;
  const { id } = await author.client.tweets.create({ text: `Look for ${word}` });
  const startedAt = performance.now();
  while (performance.now() - startedAt < withinMs) {
    const headers = { authorization: `Bearer ${reader.token}` };
    const response = await fetch(`${url}/api/search/tweets?q=${word}`, { headers });
    const body = await response.text();
    assert.equal(response.status, 200, body);
    const engine = response.headers.get('x-search-engine');
    if (body.includes(id)) return `after ${Math.round(performance.now() - startedAt)} ms, by ${engine}`;
    await delay(100);
  }
  throw new Error(`${word} was not found within ${withinMs / 1000} s`);
}

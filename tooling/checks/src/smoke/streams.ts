import assert from 'node:assert/strict';
import type { DunlinClient } from '@dunlin/sdk';
import type { Accounts } from './register-accounts.ts';

const withinMs = 15_000;

/**
 * A tweet arrives over WebSocket, over tRPC's events and over plain ones, and the ping of a silent stream too: a proxy that held
 * back what is small would show here.
 */
export async function checkStreams(url: string, { author, reader }: Accounts): Promise<string> {
  const signal = AbortSignal.timeout(withinMs);
  const plain = await openPlainStream(url, { token: reader.token, signal });
  const overSocket = await openStream(reader.client, signal);
  const overSse = await openStream(reader.overSse, signal);
  const startedAt = performance.now();
  const { id } = await author.client.tweets.create({ text: 'Hello from the other side of the proxy' });
  const since = () => `${Math.round(performance.now() - startedAt)} ms`;
  const [socket, sse, plainly] = await Promise.all([
    overSocket.waitFor(id).then(since),
    overSse.waitFor(id).then(since),
    plain.waitFor(`"id":"${id}"`).then(since),
  ]);
  await plain.waitFor(':ping');
  return `WebSocket ${socket}, tRPC over SSE ${sse}, SSE ${plainly} after it was sent; a ping after ${since()}`;
}

async function openStream(client: DunlinClient, signal: AbortSignal) {
  const events = client.timelines.onHome({}, { signal });
  assert.equal((await events.next()).value?.type, 'checkpoint', 'the stream did not open in time');
  return {
    async waitFor(id: string) {
      for await (const event of events) if (event.type === 'tweet' && event.tweet.id === id) return;
      throw new Error('a stream did not bring the tweet in time');
    },
  };
}

async function openPlainStream(url: string, { token, signal }: { token: string; signal: AbortSignal }) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/stream/home`, { headers, signal });
  assert.equal(response.status, 200);
  assert(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  return {
    /** Until it comes. */
    async waitFor(text: string) {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the event stream ended before ${text}`);
        if (value.includes(text)) return;
      }
    },
  };
}

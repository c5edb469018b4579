import {
  createOutbox,
  memoryOutboxStore,
  type OutboxOptions,
  type RefusedWrite,
  type SentWrite,
} from '@dunlin/sdk/outbox';
import { afterEach, vi } from 'vitest';
import { createClient, memoryStorage, type TokenStorage } from '../../src/index.ts';
import { createIdempotentServer, type Fate } from './idempotent-server.ts';

/** Ends of what a test began. */
export const stopping: (() => void)[] = [];
afterEach(() => {
  for (const stop of stopping.splice(0)) stop();
  vi.unstubAllGlobals();
});

export const tokensOf = (userId: string) => ({
  ...{ accessToken: userId, refreshToken: 'none', userId, sessionId: `of ${userId}` },
});

/** An outbox with a server of its own. */
export function open(
  options: Partial<OutboxOptions> = {},
  storage: TokenStorage = memoryStorage(tokensOf('ada')),
) {
  const line: { fate: Fate } = { fate: 'answered' };
  const server = createIdempotentServer(() => line.fate);
  const client = createClient({
    ...{ baseUrl: 'http://any', storage, fetch: server.fetch },
    retry: { baseDelayMs: 1, maxDelayMs: 5, maxRetries: 1 },
  });
  const refused: RefusedWrite[] = [];
  const sent: SentWrite[] = [];
  const store = options.store ?? memoryOutboxStore();
  const start = () =>
    createOutbox(client, {
      ...{ store, onRefused: (write) => refused.push(write), onSent: (write) => sent.push(write) },
      ...options,
    });
  const outbox = start();
  stopping.push(outbox.stop);
  return { line, server, client, storage, store, outbox, refused, sent, start };
}

export const textsOf = (tweets: { text: string }[]) => tweets.map(({ text }) => text);

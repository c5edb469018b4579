import type { Fetch } from '../../src/index.ts';
import { createAccounts } from './accounts.ts';
import { type Call, readCalls } from './read-calls.ts';

/** Done and answered; done, and the answer lost; or refused for now. */
export type Fate = 'answered' | 'lost' | 'unavailable';

/** A server, as far as sessions go, that answers a request when it is told to. */
export function createHeldServer(onCall: (call: Call) => void): HeldServer {
  const accounts = createAccounts();
  const held = new Set<(fate: Fate) => void>();
  const streams = new Set<OpenStream>();
  const answered = new Map<string, Answer>();

  const run = (call: Call): Answer => {
    const { key = '' } = call;
    const answer = answered.get(key) ?? perform(accounts, call);
    if (key && answer.result) answered.set(key, answer);
    return answer;
  };
  const respond = (calls: readonly [Call, ...Call[]], isBatch: boolean, signal: AbortSignal): Response => {
    const [first] = calls;
    const answers = calls.map(run);
    const status = answers[0]?.error ? 401 : 200;
    if (first.path === 'timelines.onHome' && status === 200) return openStream(first, signal, streams);
    return Response.json(isBatch ? answers : answers[0], { status });
  };

  const fetch: Fetch = (url, init) => {
    const { calls, isBatch, signal } = readCalls(String(url), init);
    calls.forEach(onCall);
    return new Promise((resolve, reject) => {
      const answer = (fate: Fate) => {
        held.delete(answer);
        if (fate === 'unavailable') return resolve(new Response('', { status: 503 }));
        const response = respond(calls, isBatch, signal);
        if (fate === 'lost') reject(new TypeError('the line broke'));
        else resolve(response);
      };
      held.add(answer);
      signal.addEventListener('abort', () => {
        held.delete(answer);
        reject(signal.reason);
      });
    });
  };
  return { accounts, fetch, held, streams };
}

function perform(
  accounts: ReturnType<typeof createAccounts>,
  { path, input, accessToken, key = '' }: Call,
): Answer {
  if (path === 'auth.login') return success(accounts.signIn(input.username ?? ''));
  if (path === 'auth.refresh') {
    const tokens = accounts.refresh(input.refreshToken);
    return tokens ? success(tokens) : failure('INVALID_REFRESH_TOKEN');
  }
  const facts = accounts.check(accessToken);
  if (typeof facts === 'string') return failure(facts);
  if (path === 'auth.logout') return success(accounts.signOut(facts));
  if (path === 'auth.changePassword') return success(accounts.changePassword(facts, key));
  return success({ items: [facts], nextCursor: input.cursor ? null : 'next' });
}

function openStream({ input, facts }: Call, signal: AbortSignal, streams: Set<OpenStream>): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const data = { type: 'tweet', by: facts?.user };
      const event = `id: ${input.lastEventId}\ndata: ${JSON.stringify(data)}\n\n`;
      const stream = {
        send: () => controller.enqueue(new TextEncoder().encode(event)),
        drop() {
          streams.delete(stream);
          controller.error(new TypeError('the line broke'));
        },
      };
      streams.add(stream);
      signal.addEventListener('abort', () => streams.has(stream) && stream.drop());
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function success(data: unknown): Answer {
  return { result: { data } };
}

function failure(code: string): Answer {
  return { error: { message: code, data: { code, httpStatus: 401 } } };
}

export interface HeldServer {
  accounts: ReturnType<typeof createAccounts>;
  fetch: Fetch;
  /** The requests that wait, by how to answer them. */
  held: Set<(fate: Fate) => void>;
  streams: Set<OpenStream>;
}

interface OpenStream {
  /** An event whose data say whose the stream is. */
  send(): void;
  drop(): void;
}

interface Answer {
  result?: { data: unknown };
  error?: object;
}

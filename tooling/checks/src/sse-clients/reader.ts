import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { SseClient } from './clients.ts';

/** What a client's program has printed. */
export interface Reader extends AsyncDisposable {
  /** Its first event has come. */
  readonly hasBegun: boolean;
  readonly hasEnded: boolean;
  /** Ids of tweets in the order they came, repetitions included. */
  readonly tweetIds: readonly string[];
  /** Event ids of those tweets. */
  readonly eventIds: readonly string[];
  /** When each tweet came first, in milliseconds as `performance.now` counts them. */
  readonly receivedAt: ReadonlyMap<string, number>;
  /** Events whose data were no JSON: of a connection that was cut within them, or of no event at all. */
  readonly torn: number;
}

export function startReader(
  { command: [file, ...args] }: SseClient,
  { folder, url, token }: { folder: string; url: string; token: string },
): Reader {
  const tweetIds: string[] = [];
  const eventIds: string[] = [];
  const receivedAt = new Map<string, number>();
  let hasBegun = false;
  let torn = 0;
  const child = spawn(file, [...args, `${url}/api/stream/home`, token], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const [id = '', data = ''] = line.split('\t');
    const event = parse(data);
    hasBegun = true;
    if (!event) torn += 1;
    else if (event.type === 'tweet') {
      tweetIds.push(event.tweet.id);
      eventIds.push(id);
      if (!receivedAt.has(event.tweet.id)) receivedAt.set(event.tweet.id, performance.now());
    }
  });
  const exited = once(child, 'exit');
  return {
    ...{ tweetIds, eventIds, receivedAt },
    get hasBegun() {
      return hasBegun;
    },
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    get torn() {
      return torn;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function parse(data: string): LiveEvent | undefined {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

type LiveEvent = { type: 'checkpoint' | 'gap' } | { type: 'tweet'; tweet: { id: string } };

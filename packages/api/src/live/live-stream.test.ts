import { expect, test } from 'vitest';
import { AppError, describeError } from '../core/errors.ts';
import { type Additions, streamAdditions } from './live-stream.ts';

test('sends a checkpoint first, then what hints name', async () => {
  const { source, stream } = createSource();
  expect(await take(stream, 1)).toEqual(['checkpoint 10']);
  source.add('1', '2');
  source.hint('1');
  source.hint('2');
  expect(await take(stream, 2)).toEqual(['1 10', '2 10']);
});

test('sends at a sweep what no hint named, once, and moves the horizon', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  source.add('1', '2');
  source.hint('1');
  await take(stream, 1);
  source.horizon = '20';
  source.hint(undefined);
  expect(await take(stream, 2)).toEqual(['2 10', 'checkpoint 20']);
});

test('resumes with all that was added since, under the old id until all of it is sent', async () => {
  const { source, stream } = createSource({ lastEventId: '5' });
  source.add('1', '2');
  expect(await take(stream, 3)).toEqual(['1 5', '2 5', 'checkpoint 10']);
});

test('tells of a gap when it can have missed more than is kept', async () => {
  const { source, stream } = createSource({ lastEventId: '5', maxAdditions: 2 });
  source.add('1', '2');
  expect(await take(stream, 4)).toEqual(['gap 5', '1 5', '2 5', 'checkpoint 10']);
  source.add('3', '4');
  source.hint(undefined);
  expect(await take(stream, 3)).toEqual(['gap 10', '3 10', '4 10']);
});

test('keeps a bounded number of hints for a slow reader, and then reads the list whole', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  for (let id = 1; id <= 10_000; id += 1) {
    source.add(String(id));
    source.hint(String(id));
  }
  expect(await take(stream, 10_000)).toHaveLength(10_000);
  expect(source.calls).toMatchObject({ readSince: 2, pick: 0, mostPresented: 100 });
});

test.for(['', '0', '-1', '1e3', '0x10', 'abc', '12345678901234567890', '11'])(
  'refuses the event id %j, forged or ahead of time',
  async (lastEventId) => {
    const { source, stream } = createSource({ lastEventId });
    expect(await failureOf(take(stream, 1))).toBe('INVALID_EVENT_ID');
    expect(source.listeners).toBe(0);
  },
);

test('ends when it is aborted, also while it waits, and lets go of everything', async () => {
  const abort = new AbortController();
  const { source, stream } = createSource({ signal: abort.signal });
  await take(stream, 1);
  expect(source.listeners).toBe(2);
  const waiting = failureOf(take(stream, 1));
  abort.abort();
  expect(await waiting).toBe('REQUEST_ABORTED');
  expect(source.listeners).toBe(0);
});

test('lets go of everything when its reader stops', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  await stream.return(undefined);
  expect(source.listeners).toBe(0);
});

test('ends when the session does, also amid a backlog', async () => {
  const { source, stream } = createSource({ lastEventId: '5' });
  source.add(...Array.from({ length: 150 }, (_, index) => String(index)));
  await take(stream, 50);
  source.endSession();
  expect(await failureOf(take(stream, 100))).toBe('SESSION_ENDED');
  expect(source.listeners).toBe(0);
});

test('ends at a sweep when the hint of the end of the session was lost', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  source.sessionLives = false;
  source.hint(undefined);
  expect(await failureOf(take(stream, 1))).toBe('SESSION_ENDED');
});

/** A stream over a list that the test adds to; its events read as "what horizon". */
function createSource(options: { lastEventId?: string; maxAdditions?: number; signal?: AbortSignal } = {}) {
  const added = new Set<string>();
  const calls = { readSince: 0, pick: 0, mostPresented: 0 };
  const source = {
    ...{ listeners: 0, horizon: '10', sessionLives: true, calls },
    hint: (_id: string | undefined) => {},
    endSession: () => {},
    add(...ids: string[]) {
      for (const id of ids) added.add(id);
    },
  };
  const listen = () => {
    source.listeners += 1;
    return () => {
      source.listeners -= 1;
    };
  };
  const stream = streamAdditions<TweetEvent>({
    ...{ lastEventId: options.lastEventId, signal: options.signal, sweepMs: 60_000 },
    maxAdditions: options.maxAdditions ?? Number.POSITIVE_INFINITY,
    listen(wake) {
      source.hint = wake;
      return listen();
    },
    onSessionEnd(end) {
      source.endSession = end;
      return listen();
    },
    async assertSession() {
      if (!source.sessionLives) throw new AppError('SESSION_ENDED');
    },
    async readSince(): Promise<Additions> {
      calls.readSince += 1;
      return { horizon: source.horizon, ids: [...added] };
    },
    async pick(ids) {
      calls.pick += 1;
      return ids.filter((id) => added.has(id));
    },
    async present(ids) {
      calls.mostPresented = Math.max(calls.mostPresented, ids.length);
      return ids.map((id) => ({ type: 'tweet', tweet: { id } }));
    },
  });
  return { source, stream };
}

async function take(
  stream: ReturnType<typeof streamAdditions<TweetEvent>>,
  count: number,
): Promise<string[]> {
  const events: string[] = [];
  while (events.length < count) {
    const { value } = await stream.next();
    if (!value) throw new Error('the stream has ended');
    const [horizon, event] = value;
    events.push(`${event.type === 'tweet' ? event.tweet.id : event.type} ${horizon}`);
  }
  return events;
}

async function failureOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'none',
    (error: unknown) => describeError(error).code,
  );
}

interface TweetEvent {
  type: 'tweet';
  tweet: { id: string };
}

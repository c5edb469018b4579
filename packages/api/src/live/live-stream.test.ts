import { expect, test } from 'vitest';
import { AppError, describeError } from '../core/errors.ts';
import { streamAdditions } from './live-stream.ts';
import { formatPosition } from './position.ts';

test('sends a checkpoint first, then what hints name, once', async () => {
  const { source, stream } = createSource();
  expect(await take(stream, 1)).toEqual(['checkpoint']);
  source.add('1', '2');
  source.hint('1');
  source.hint('2');
  expect(await take(stream, 2)).toEqual(['1', '2']);
  source.hint(undefined);
  expect(await take(stream, 1)).toEqual(['checkpoint']);
  source.add('3');
  source.hint('2');
  source.hint('3');
  expect(await take(stream, 1)).toEqual(['3']);
});

test('sends at a sweep what no hint named', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  source.add('1', '2');
  source.hint('1');
  await take(stream, 1);
  source.hint(undefined);
  expect(await take(stream, 2)).toEqual(['2', 'checkpoint']);
});

test('reads the list whole when its event ids would grow', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  for (let id = 1; id <= 100; id += 1) {
    source.add(String(id));
    source.hint(String(id));
    expect(await take(stream, 1)).toEqual([String(id)]);
    if (id % 21 === 0) expect(await take(stream, 1)).toEqual(['checkpoint']);
  }
  expect(source.calls).toMatchObject({ read: 5 });
});

test('resumes after each event with the next, though more is added all the time', async () => {
  const { source } = createSource();
  source.add('1', '2', '3');
  const received: string[] = [];
  let lastEventId: string | undefined = formatPosition({ since: '10:10:', named: [] });
  for (let added = 4; received.length < 30; added += 1) {
    const { value } = await source.open({ lastEventId }).next();
    if (value?.[1].type === 'tweet') received.push(value[1].tweet.id);
    lastEventId = value?.[0];
    source.add(String(added));
  }
  expect(received).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
});

test('tells of a gap when it can have missed more than is kept, once', async () => {
  const { source, stream } = createSource({ lastEventId: '10', maxAdditions: 2 });
  source.add('1', '2');
  expect(await take(stream, 4)).toEqual(['gap', '1', '2', 'checkpoint']);
  source.add('3', '4');
  source.hint(undefined);
  const [gap] = await takeEvents(stream, 1);
  expect(gap?.[1].type).toBe('gap');
  const resumed = source.open({ lastEventId: gap?.[0], maxAdditions: 2 });
  expect(await take(resumed, 3)).toEqual(['3', '4', 'checkpoint']);
});

test('tells of a gap when something left the list for want of room before it was read, and then no more', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  source.add('1', '2');
  source.trim('1');
  source.hint(undefined);
  expect(await take(stream, 3)).toEqual(['gap', '2', 'checkpoint']);
  source.add('3');
  source.hint(undefined);
  expect(await take(stream, 2)).toEqual(['3', 'checkpoint']);
});

test('tells of a gap when the event id is ahead of the database, which was restored from a backup', async () => {
  for (const lastEventId of ['11', 'zz.0', 'a.0~a.5~0', '9223372036854775807']) {
    const { source, stream } = createSource({ lastEventId });
    source.add('1');
    source.restore();
    expect(await take(stream, 2)).toEqual(['gap', 'checkpoint']);
    source.add('2');
    source.hint('2');
    expect(await take(stream, 1)).toEqual(['2']);
  }
});

test('begins anew with an empty event id', async () => {
  const { source, stream } = createSource({ lastEventId: '' });
  source.add('1');
  expect(await take(stream, 1)).toEqual(['checkpoint']);
});

test('keeps a bounded number of hints for a slow reader, and then reads the list whole', async () => {
  const { source, stream } = createSource();
  await take(stream, 1);
  for (let id = 1; id <= 10_000; id += 1) {
    source.add(String(id));
    source.hint(String(id));
  }
  expect(await take(stream, 10_000)).toHaveLength(10_000);
  expect(source.calls).toMatchObject({ read: 2, pick: 0, mostPresented: 100 });
});

test.for([
  '0',
  '-1',
  '1e3',
  '0x10',
  'abc',
  '12345678901234567890',
  '4294967296',
  'a.0-',
  'a.0~a.0',
  'A.0',
  ' a.0',
])('refuses the event id %j', async (lastEventId) => {
  const { source, stream } = createSource({ lastEventId });
  expect(await failureOf(take(stream, 1))).toBe('INVALID_EVENT_ID');
  expect(source.listeners).toBe(0);
});

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
  const { source, stream } = createSource({ lastEventId: '10' });
  source.add(...Array.from({ length: 150 }, (_, index) => String(index + 1)));
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

/** A stream over a list that the test adds to, each addition in a transaction of its own. */
function createSource(options: Options = {}) {
  const added = new Map<string, number>();
  const calls = { read: 0, pick: 0, mostPresented: 0 };
  let next = 10;
  let trimmed = 0;
  const isShown = (id: string, snapshot: string) => (added.get(id) ?? 0) < Number.parseInt(snapshot, 10);
  const listen = () => {
    source.listeners += 1;
    return () => {
      source.listeners -= 1;
    };
  };
  const source = {
    ...{ listeners: 0, sessionLives: true, calls },
    hint: (_id: string | undefined) => {},
    endSession: () => {},
    add(...ids: string[]) {
      for (const id of ids) added.set(id, next++);
    },
    /** For want of room. */
    trim(id: string) {
      trimmed = Math.max(trimmed, added.get(id) ?? 0);
      added.delete(id);
    },
    restore() {
      next = 10;
      added.clear();
    },
    open: (options: Options) =>
      streamAdditions<TweetEvent>({
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
        async read({ since, backlog }) {
          calls.read += 1;
          const now = `${next}:${next}:`;
          const ids = [...added.keys()].filter(
            (id) =>
              !isShown(id, since ?? now) &&
              isShown(id, backlog?.until ?? now) &&
              Number(id) > Number(backlog?.after ?? 0),
          );
          return { now, ids, isCut: since !== undefined && trimmed >= Number.parseInt(since, 10) };
        },
        async pick(ids, since) {
          calls.pick += 1;
          return ids.filter((id) => added.has(id) && !isShown(id, since));
        },
        async present(ids) {
          calls.mostPresented = Math.max(calls.mostPresented, ids.length);
          return new Map(ids.map((id) => [id, { type: 'tweet', tweet: { id } }]));
        },
      }),
  };
  return { source, stream: source.open(options) };
}

/** The types of events, and the ids of tweets. */
async function take(stream: TweetStream, count: number): Promise<string[]> {
  const events = await takeEvents(stream, count);
  return events.map(([, event]) => (event.type === 'tweet' ? event.tweet.id : event.type));
}

async function takeEvents(stream: TweetStream, count: number) {
  const events = [];
  while (events.length < count) {
    const { value } = await stream.next();
    if (!value) throw new Error('the stream has ended');
    events.push(value);
  }
  return events;
}

async function failureOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'none',
    (error: unknown) => describeError(error).code,
  );
}

interface Options {
  lastEventId?: string | undefined;
  maxAdditions?: number;
  signal?: AbortSignal;
}

interface TweetEvent {
  type: 'tweet';
  tweet: { id: string };
}

type TweetStream = ReturnType<typeof streamAdditions<TweetEvent>>;

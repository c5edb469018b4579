import type { DB, Transaction } from '@dunlin/db';
import { createTestApp, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { type ControlledTransaction, sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { type Position, parsePosition } from '../src/live/position.ts';
import { insertOwnEntry } from '../src/timelines/queries.ts';
import { insertTweet } from '../src/tweets/queries.ts';
import { type Listener, listen } from './listen.ts';

/** Sweeps too late for any test here. */
const app = await createTestApp({ settings: { streamSweepMs: 3_600_000 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const writers = 4;
const writer = fc.nat(writers - 1);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      writer,
      tweets: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      writer,
      commits: fc.boolean(),
      hints: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('read' as const), events: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('connect' as const) }) },
);

test('a reader who is cut after any number of events has each tweet once, in whatever order transactions end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      await using world = await createWorld();
      for (const each of steps) {
        if (each.do === 'write') await world.write(each.writer, each.tweets);
        else if (each.do === 'end') await world.end(each.writer, each);
        else if (each.do === 'read') await world.read(each.events);
        else await world.connect();
      }
      await world.read();
      expect(world.received.toSorted()).toEqual(world.committed.toSorted());
      expect(new Set(world.eventIds).size).toBe(world.eventIds.length);
    }),
    { numRuns: 15 },
  );
});

test('a reader who is cut after each event comes to the end though a transaction stays open', async () => {
  await using world = await createWorld();
  await world.write(0, 1);
  for (let round = 0; round < 30; round += 1) {
    await world.write(1, 2);
    await world.end(1, { commits: true, hints: false });
    await world.read(1);
  }
  expect(world.received).toHaveLength(30);
  await world.end(0, { commits: true, hints: false });
  await world.read();
  expect(world.received.toSorted()).toEqual(world.committed.toSorted());
});

test('Postgres takes every snapshot that an event id can hold', async () => {
  const eventId = fc.string({ unit: fc.constantFrom(...'0119az..~'), minLength: 3, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(eventId, async (text) => {
      const position = parse(text);
      fc.pre(position !== undefined);
      const { rows } = await sql`select ${position.since}::pg_snapshot`.execute(app.db);
      expect(rows).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
});

function parse(eventId: string): Position | undefined {
  try {
    return parsePosition(eventId);
  } catch {
    return undefined;
  }
}

let worlds = 0;

/** A reader of a home timeline, and writers whose transactions the test ends. */
async function createWorld() {
  worlds += 1;
  const [reader] = await app.createUsers(`cut_reader${worlds}`);
  const open = new Map<number, OpenTransaction>();
  const committed: string[] = [];
  const received: string[] = [];
  const eventIds: string[] = [];
  let lastEventId: string | undefined;
  let listener: Listener | undefined;

  const disconnect = async () => {
    await listener?.drop();
    for (const event of listener?.events ?? []) {
      lastEventId = event.id;
      if (event.type !== 'tweet') continue;
      received.push(event.tweet.id);
      eventIds.push(event.id);
    }
    listener = undefined;
  };
  /** Goes on where the connection before ended, until so many events or the end of the backlog. */
  const connect = async (until = Number.POSITIVE_INFINITY) => {
    await disconnect();
    listener = listen(app, reader, { lastEventId, until });
    const { events } = listener;
    const hasCaughtUp = () => events.length >= until || events.some(({ type }) => type === 'checkpoint');
    await expect.poll(hasCaughtUp, { interval: 1 }).toBe(true);
  };
  await connect();
  return {
    ...{ committed, received, eventIds, connect },
    async read(events = Number.POSITIVE_INFINITY) {
      await connect(events);
      await disconnect();
    },
    async write(writer: number, tweets: number) {
      const { trx, ids } = open.get(writer) ?? { trx: await app.db.startTransaction().execute(), ids: [] };
      open.set(writer, { trx, ids });
      for (let count = 0; count < tweets; count += 1) ids.push(await insertTweetFor(trx, reader));
    },
    async end(writer: number, { commits, hints }: { commits: boolean; hints: boolean }) {
      const { trx, ids } = open.get(writer) ?? {};
      if (!trx || !ids) return;
      open.delete(writer);
      if (!commits) return trx.rollback().execute();
      await trx.commit().execute();
      committed.push(...ids);
      if (!hints) return;
      app.api.services.hints.publish(
        'timelines',
        ids.map((id) => `${reader.id}:${id}`),
      );
    },
    async [Symbol.asyncDispose]() {
      await disconnect();
      for (const { trx } of open.values()) await trx.rollback().execute();
    },
  };
}

/** A tweet of the reader's own. */
async function insertTweetFor(trx: Transaction, { id: userId }: TestUser): Promise<string> {
  const { tweet } = await insertTweet(trx, {
    ...{ authorId: userId, text: 'news', replyTo: undefined, quotedId: undefined },
  });
  await insertOwnEntry(trx, { userId, tweetId: tweet.id });
  return tweet.id;
}

interface OpenTransaction {
  trx: ControlledTransaction<DB>;
  ids: string[];
}

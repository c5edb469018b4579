import { execFileSync } from 'node:child_process';
import { hasPendingEvents } from '@dunlin/api';
import { watchNeighbours } from '@dunlin/bench/neighbours';
import { type LoadGenerator, startLoadGenerator } from '@dunlin/bench/run-load';
import { createDatabase, type Database } from '@dunlin/db';
import { createSender, type Sender } from '@dunlin/harness/http-sender';
import { until } from '@dunlin/harness/until';
import { watchPeak } from '@dunlin/neighbour-test/memory';
import { people } from '@dunlin/world/extremes';
import { idsOf, signIn, signInAll, usernameOf } from '../caller.ts';
import type { Subjects } from '../cases.ts';
import { openWorld, type RunningServer } from '../open-world.ts';
import { type HeavyWrite, heavyWrites } from './heavy-writes.ts';
import { readDatabaseWork } from './read-database-work.ts';
import { watchDelivery } from './watch-delivery.ts';

const neighbours = 20;
/** Half of what each measurement of the neighbours lasts. */
const seconds = 0.5;
const settleWithinMs = 3_600_000;

/** What a write was for the machine and for the neighbours. */
export interface MeasuredWrite extends Pick<HeavyWrite, 'name' | 'goal'> {
  answeredMs: number;
  /** Until it had every effect. */
  seconds: number;
  /** Of the neighbours' answers, as a rule and at most. */
  p99Before: number;
  p99: number;
  p99Most: number;
  /** The longest that a tweet of a neighbour took into a home. */
  deliveryMs: number;
  peakMb: number;
  /** What was read meanwhile of the database, by the neighbours too. */
  rows: number;
  buffers: number;
}

/** Sends the heavy writes to a copy of the world, one after the other, each with neighbours beside it. */
export async function* measureWrites(folder: string): AsyncGenerator<MeasuredWrite> {
  const copy = `${folder}-writes`;
  execFileSync('rm', ['--recursive', '--force', copy]);
  // With its owners: for root, Postgres runs as somebody else.
  execFileSync('cp', ['--archive', '--reflink=auto', folder, copy]);
  try {
    await using world = await openWorld(copy);
    await using server = await world.startServer({ explains: false, env: { ACCOUNT_DELETION_DAYS: '0' } });
    await using load = await startLoadGenerator(
      { readPostgresCpu: () => undefined },
      { requests: undefined },
    );
    const subjects = { users: await readUserIds(server), tweets: world.ids };
    for (const write of heavyWrites) yield await measureWrite(write, { subjects, server, load });
  } finally {
    execFileSync('rm', ['--recursive', '--force', copy]);
  }
}

async function measureWrite(
  { name, goal, by, request }: HeavyWrite,
  {
    subjects,
    server,
    load,
  }: { subjects: Pick<Subjects, 'users' | 'tweets'>; server: RunningServer; load: LoadGenerator },
): Promise<MeasuredWrite> {
  using sender = createSender(server.url, { connections: 8, timeoutMs: 60_000 });
  // Anew for each, as who deletes an account has to have signed in of late.
  const account = await signIn(sender, usernameOf(by));
  const viewers = await signInNeighbours(sender);
  const db = createDatabase({ url: server.databaseUrl, maxConnections: 2 });
  try {
    const delivery = await watchDelivery(sender, `user_${people.ordinary + 1}`);
    using memory = watchPeak(server.pid);
    let answeredMs = 0;
    const before = await readDatabaseWork(db);
    const noticed = await watchNeighbours(
      { load, seconds, world: { viewers } },
      {
        server,
        async change() {
          answeredMs = (await account.ask(request(subjects))).ms;
          await settle(db);
        },
      },
    );
    const after = await readDatabaseWork(db);
    return {
      ...{ name, goal, answeredMs, seconds: noticed.seconds },
      ...{ p99Before: noticed.before.median, p99: noticed.meanwhile.median, p99Most: noticed.meanwhile.max },
      ...{ deliveryMs: await delivery.stop(), peakMb: memory.peakMb() },
      ...{ rows: after.rows - before.rows, buffers: after.buffers - before.buffers },
    };
  } finally {
    await db.destroy();
  }
}

async function readUserIds({ url }: RunningServer): Promise<Subjects['users']> {
  using sender = createSender(url, { connections: 1 });
  return idsOf(await signInAll(sender));
}

async function signInNeighbours(sender: Sender) {
  const viewers = [];
  for (let number = 0; number < neighbours; number += 1) {
    const { id, token } = await signIn(sender, `user_${people.ordinary + 10 + number}`);
    viewers.push({ id, authorization: `Bearer ${token}` });
  }
  return viewers;
}

/** The neighbours go on, so that there is something new now and then. */
function settle(db: Database): Promise<void> {
  return until(async () => !(await hasPendingEvents(db)), settleWithinMs);
}

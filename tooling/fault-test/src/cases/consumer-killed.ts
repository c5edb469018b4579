import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Case } from '../case.ts';
import { findNodeAt } from '../installation/find-node-at.ts';
import type { Node } from '../installation/node.ts';
import { hasFewerEvents } from '../measure/has-fewer-events.ts';
import { until } from '../until.ts';

/** One of each consumer whose effects are rows, and where the jobs of the others are written. */
const tables = ['timeline_entries', 'search_tweets', 'tweet_hashtags', 'notifications', 'jobs'] as const;
const caughtWithinMs = 20_000;
/** Then it is one that fills timelines which waits, and holds the locks that those who drain the outbox wait for. */
const patienceMs = 1_000;

/** Workers are killed inside the transaction that takes events out of the outbox, before each of what it writes. */
export const consumerKilled: Case = {
  name: 'consumer-killed',
  title: 'a worker is killed inside a transaction of consumers, again and again (--rounds)',
  async harm({ installation, rounds }) {
    const db = await installation.openDatabase();
    for (let round = 0; round < rounds; round += 1) {
      const worker = await killInside(db, installation.workers, tables[round % tables.length] ?? 'jobs');
      // As whatever keeps servers running does, where the machine is so busy that Redis does not answer in time.
      await worker.start().catch(() => worker.start());
      // Else, on a machine that starts servers slowly, ever more would wait.
      await until(() => hasFewerEvents(db, 100), caughtWithinMs);
    }
  },
};

/** Keeps all from writing to a table, and kills the first worker that waits for it with events in its hands. */
async function killInside(db: Database, workers: readonly Node[], table: string): Promise<Node> {
  return await db.transaction().execute(async (trx) => {
    await sql`lock table ${sql.table(table)} in share mode`.execute(trx);
    let caught: Node | undefined;
    const lockedAt = performance.now();
    await until(async () => {
      const hasWritten = performance.now() - lockedAt < patienceMs;
      caught = findNodeAt(workers, await listWaiting(db, { hasWritten }));
      return caught !== undefined;
    }, caughtWithinMs);
    if (!caught) throw new Error(`no worker came to write to ${table} in ${caughtWithinMs} ms`);
    await caught.kill();
    return caught;
  });
}

/** The ports of those who wait for the table, having written something before, or not. */
async function listWaiting(db: Database, { hasWritten }: { hasWritten: boolean }): Promise<number[]> {
  const { rows } = await sql<{ port: number }>`
    select client_port as port from pg_stat_activity
    where wait_event_type = 'Lock' and wait_event = 'relation' and (backend_xid is not null or not ${hasWritten})`.execute(
    db,
  );
  return rows.map(({ port }) => port);
}

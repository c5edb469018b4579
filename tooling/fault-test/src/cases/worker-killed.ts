import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Case, needed } from '../case.ts';
import { findNodeAt } from '../installation/find-node-at.ts';
import type { Node } from '../installation/node.ts';
import { insertFollowers } from '../load/insert-follows.ts';
import type { Person } from '../load/people.ts';
import { until } from '../until.ts';

const followers = 12_000;
const kills = 3;
/** Held while nobody shall get past the half of the followers. */
const halfwayLock = 6_000;
const caughtWithinMs = 20_000;

/** A worker is killed while it writes a tweet to the timelines of very many. */
export const workerKilled: Case = {
  name: 'worker-killed',
  title: `a worker is killed in mid fan-out to ${followers} followers, ${kills} times`,
  async prepare({ installation, people }) {
    const db = await installation.openDatabase();
    await insertFollowers(db, people.popular.id, followers);
    await waitHalfway(db, people.popular);
    // Search has not heard of them either.
    const { isContent, output } = await needed(installation.api[0]).run('reindex-search');
    if (!isContent) throw new Error(output);
  },
  async harm({ installation, people, writing }) {
    const { workers } = installation;
    const db = await installation.openDatabase();
    for (let kill = 0; kill < kills; kill += 1) {
      const worker = await killHalfway(db, { workers, post: () => writing.post(people.popular) });
      await worker.start();
    }
  },
};

/** From now on who writes to the timeline of the author's middle follower waits for the lock, should it be held. */
async function waitHalfway(db: Database, author: Person): Promise<void> {
  const { followerId } = await db
    .selectFrom('follows')
    .where('followeeId', '=', author.id)
    .orderBy('followerId')
    .offset(followers / 2)
    .limit(1)
    .select('followerId')
    .executeTakeFirstOrThrow();
  await sql`
    create function wait_halfway() returns trigger language plpgsql as
    ${sql.lit(`begin perform pg_advisory_xact_lock_shared(${halfwayLock}); return new; end`)}`.execute(db);
  await sql`
    create trigger wait_halfway before insert on timeline_entries
    for each row when (new.user_id = ${sql.lit(followerId)}) execute function wait_halfway()`.execute(db);
}

/** Kills the worker that has written a tweet to half of the timelines, and is about to write it to the others. */
async function killHalfway(
  db: Database,
  { workers, post }: { workers: readonly Node[]; post: () => Promise<unknown> },
): Promise<Node> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${halfwayLock})`.execute(trx);
    await post();
    let caught: Node | undefined;
    await until(async () => {
      caught = findNodeAt(workers, await listWaiting(db));
      return caught !== undefined;
    }, caughtWithinMs);
    if (!caught) throw new Error(`no worker came halfway in ${caughtWithinMs} ms`);
    await caught.kill();
    return caught;
  });
}

/** The ports of those who wait for the lock. */
async function listWaiting(db: Database): Promise<number[]> {
  const { rows } = await sql<{ port: number }>`
    select client_port as port from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and objid = ${halfwayLock} and not granted`.execute(db);
  return rows.map(({ port }) => port);
}

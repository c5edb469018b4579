import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Case, needed } from '../case.ts';
import { findNodeAt } from '../installation/find-node-at.ts';
import type { Node } from '../installation/node.ts';
import { insertFollowers } from '../load/insert-follows.ts';
import { until } from '../until.ts';

const followers = 12_000;
const wantedKills = 3;
const maxTries = 20;
const fanOutWithinMs = 20_000;

/** A worker is killed while it writes a tweet to the timelines of very many. */
export const workerKilled: Case = {
  name: 'worker-killed',
  title: `a worker is killed in mid fan-out to ${followers} followers, ${wantedKills} times`,
  async prepare({ installation, people }) {
    await insertFollowers(await installation.openDatabase(), people.popular.id, followers);
    // Search has not heard of them either.
    const { isContent, output } = await needed(installation.api[0]).run('reindex-search');
    if (!isContent) throw new Error(output);
  },
  async harm({ installation, people, writing }) {
    const { workers } = installation;
    const db = await installation.openDatabase();
    let kills = 0;
    for (let tries = 0; kills < wantedKills && tries < maxTries; tries += 1) {
      const tweetId = await writing.post(people.popular);
      const worker = await catchFanOut(db, { workers, tweetId });
      if (!worker) continue;
      await worker.kill();
      kills += 1;
      await worker.start();
    }
    if (kills < wantedKills) throw new Error(`only ${kills} workers were caught in mid fan-out`);
  },
};

/** The worker that has written the tweet to some timelines and not yet to all; undefined when it was too fast. */
async function catchFanOut(
  db: Database,
  { workers, tweetId }: { workers: readonly Node[]; tweetId: string },
): Promise<Node | undefined> {
  let caught: Node | undefined;
  const hasBegun = async () => {
    const { entries, ports } = await lookAtFanOut(db, tweetId);
    const isUnderWay = entries > 1 && entries < followers;
    if (isUnderWay) caught = findNodeAt(workers, ports);
    return caught !== undefined || entries >= followers;
  };
  await until(hasBegun, fanOutWithinMs);
  return caught;
}

/** How far the tweet has come, and from which ports timelines are being written. */
async function lookAtFanOut(db: Database, tweetId: string): Promise<{ entries: number; ports: number[] }> {
  const { rows } = await sql<{ entries: number; ports: number[] }>`
    select (select count(*)::int from timeline_entries where tweet_id = ${tweetId}) as entries, array(
      select client_port from pg_stat_activity
      where state <> 'idle' and query like '%insert into timeline_entries%' and pid <> pg_backend_pid()
    ) as ports`.execute(db);
  return needed(rows[0]);
}

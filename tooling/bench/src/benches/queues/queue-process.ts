import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connections } from '../../bench.ts';
import { applyEffects, consumers, createTables, haveAllEffects } from './effects.ts';
import { openBullmq } from './ways/bullmq.ts';
import { openGraphileWorker } from './ways/graphile-worker.ts';
import { openOutbox } from './ways/outbox.ts';
import { openPgBoss } from './ways/pg-boss.ts';
import type { OpenWay, Way } from './ways/way.ts';

const ways = {
  outbox: openOutbox,
  bullmq: openBullmq,
  graphileWorker: openGraphileWorker,
  pgBoss: openPgBoss,
} satisfies Record<string, OpenWay>;

export type WayName = keyof typeof ways;

export interface Order {
  way: WayName;
  databaseUrl: string;
}

export interface Result {
  writes: number;
  tookSeconds: number;
}

/** The process of one way: takes an Order, says that it is ready, takes a number of seconds, and answers with a Result. */
process.once('disconnect', () => process.exit());
const [{ way: name, databaseUrl }] = (await once(process, 'message')) as [Order]; // `as`: the bench sends one.
const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
await createTables(pool);
let applied = 0;
await using way = await ways[name]({
  ...{ databaseUrl, pool },
  async apply(send, consumer, writes) {
    await applyEffects(send, consumer, writes);
    applied += writes.length;
  },
});
const measuring = once(process, 'message');
process.send?.('ready');
const [seconds] = (await measuring) as [number]; // `as`: the bench sends one.
process.send?.(await measure(way, seconds));

async function measure({ enqueue, committed }: Way, seconds: number): Promise<Result> {
  const startedAt = performance.now();
  let writes = 0;
  const keepWriting = async () => {
    const client = await pool.connect();
    while (performance.now() - startedAt < seconds * 1_000) {
      await client.query('begin');
      const { rows } = await client.query<{ id: string }>('insert into writes default values returning id');
      await enqueue(client, rows[0]?.id ?? '');
      await client.query('commit');
      committed?.();
      writes++;
    }
    client.release();
  };
  // Half the pool, as workers may need the rest.
  await Promise.all(Array.from({ length: connections / 2 }, keepWriting));
  while (applied < writes * consumers.length) await delay(5);
  while (!(await haveAllEffects(pool, writes))) await delay(5);
  return { writes, tookSeconds: (performance.now() - startedAt) / 1_000 };
}

import { once } from 'node:events';
import type { Bench } from '../../bench.ts';
import { endProcess, forkAt, receive } from '../../processes.ts';
import { type Contender, interleave } from '../../sample.ts';
import { countWork } from '../../work.ts';
import { consumers } from './effects.ts';
import type { Order, Result, WayName } from './queue-process.ts';

const outbox = 'rows consumed straight from the outbox';
const names: Record<WayName, string> = {
  outbox,
  bullmq: 'BullMQ, a job for each effect',
  graphileWorker: 'graphile-worker, a job for each effect',
  pgBoss: 'pg-boss, batches in a transaction',
};

/** Ways from a write to its effects in the same database. */
export const queues: Bench = {
  title: `Writes with ${consumers.length} effects each, until all are there`,
  async run(setting) {
    const { world } = setting;
    const database = 'queues';
    await world.sql.query(`create database ${database}`);
    const databaseUrl = Object.assign(new URL(world.databaseUrl), { pathname: `/${database}` }).href;
    // `as`: keys of an object of ours.
    const ways = Object.keys(names) as WayName[];
    const contenders = ways.map(
      (way): Contender => ({
        name: names[way],
        async measure(seconds) {
          const child = forkAt('contender', new URL('./queue-process.ts', import.meta.url));
          await once(child, 'spawn');
          const { pid } = child;
          child.send({ way, databaseUrl } satisfies Order);
          await receive<'ready'>(child);
          const workOf = countWork(world, pid);
          child.send(seconds);
          const { writes, tookSeconds } = await receive<Result>(child);
          const work = workOf(writes);
          await endProcess(child);
          return { perSecond: writes / tookSeconds, ...work };
        },
      }),
    );
    return {
      samples: await interleave(contenders, setting),
      goals: ways
        .filter((way) => way !== 'outbox')
        .map((way) => ({
          id: 'Q',
          of: outbox,
          over: names[way],
          goal: 1,
          notCompared: 'a choice, not a part',
        })),
      notes: [
        `A write is one row and what leads to its ${consumers.length} effects, one row each, in one transaction; a rate is of writes until the last effect is committed. Each way runs in one process that both writes and works, with the settings that its makers advise for many small jobs.`,
        'Effects happen once with the outbox and with pg-boss; with the other two a job whose worker dies between effect and acknowledgement runs again.',
      ],
    };
  },
};

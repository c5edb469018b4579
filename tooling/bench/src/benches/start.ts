import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readResidentKb } from '@dunlin/harness/resident-memory';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import type { Bench } from '../bench.ts';
import { spreadOf } from '../sample.ts';
import type { World } from '../world/open-world.ts';

const idleSeconds = 30;

export const start: Bench = {
  title: 'Start on existing data, and doing nothing',
  async run({ world, rounds }) {
    const bare = { env: { DATA_DIR: join(world.folder, 'start') }, logFile: join(world.folder, 'start.log') };
    // The first start makes the data.
    await (await startServerProcess(bare))[Symbol.asyncDispose]();
    const [alone, beside]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      alone.push(await timeStart(() => startServerProcess(bare)));
      beside.push(await timeStart(() => world.startServer()));
    }
    await using server = await world.startServer();
    const before = await countTransactions(world);
    await delay(idleSeconds * 1_000);
    // One was the question itself.
    const transactions = ((await countTransactions(world)) - before - 1) * (60 / idleSeconds);
    return {
      samples: new Map(),
      goals: [],
      figures: [
        {
          id: 'P10',
          name: 'start, its Postgres with it',
          value: spreadOf(alone).median,
          unit: 's',
          atMost: 2,
        },
        { id: 'P10', name: 'start, Postgres runs', value: spreadOf(beside).median, unit: 's', atMost: 2 },
        {
          id: 'P10',
          name: 'memory, idle',
          value: readResidentKb(server.pid) / 1024,
          unit: 'MB',
          atMost: 150,
        },
        { id: 'P10', name: 'transactions, idle', value: transactions, unit: 'a minute' },
      ],
      notes: [
        'Starts are from the start of the process, as `npm start` becomes it, until /readyz answers 200, on data that is there; the first on data of its own, the second on all of the data above.',
        `Memory is what the process takes after ${idleSeconds} s without a request; transactions are those that Postgres counts in that time, statements by themselves among them.`,
      ],
    };
  },
};

/** In seconds. */
async function timeStart(startServer: () => Promise<ServerProcess>): Promise<number> {
  await using server = await startServer();
  return server.readyMs / 1_000;
}

async function countTransactions({ sql }: World): Promise<number> {
  // Counts of backends that do nothing are at most a second behind; this one's are looked at fresh.
  await sql.query('select pg_stat_clear_snapshot()');
  const { rows } = await sql.query<{ count: number }>(
    `select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = current_database()`,
  );
  return rows[0]?.count ?? Number.NaN;
}

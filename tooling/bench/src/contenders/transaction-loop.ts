import { once } from 'node:events';
import pg from 'pg';
import { percentileOf } from '../sample.ts';
import { type CapturedStatement, substitute } from '../world/capture-statements.ts';
import type { TransactionLoad } from './run-transactions.ts';

/** The process that runs captured transactions from a loop, where there is no pgbench. */
process.once('disconnect', () => process.exit());
// `as`: runLoop sends one.
const [load] = (await once(process, 'message')) as [TransactionLoad];
process.send?.(await run(load));

async function run({ databaseUrl, statements, authors, connections, seconds }: TransactionLoad) {
  const deadline = performance.now() + seconds * 1000;
  const times: number[] = [];
  const loop = async () => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    while (performance.now() < deadline) {
      const startedAt = performance.now();
      const author = authors[Math.floor(Math.random() * authors.length)] ?? '';
      await runTransaction(client, statements, author);
      times.push(performance.now() - startedAt);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p50Ms: percentileOf(times, 0.5),
    p99Ms: percentileOf(times, 0.99),
  };
}

async function runTransaction(client: pg.Client, statements: CapturedStatement[], author: string) {
  let tweet = '';
  for (const [index, { sql, parameters }] of statements.entries()) {
    const values = parameters.map((value) => substitute(value, { '{author}': author, '{tweet}': tweet }));
    const isPlain = index === 0 || index === statements.length - 1;
    const { rows } = await client.query({ ...(!isPlain && { name: `s${index}` }), text: sql, values });
    if (sql.includes('insert into "tweets"')) tweet = rows[0].id;
  }
}

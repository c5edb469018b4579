import type { BenchSetting } from '../bench.ts';
import { connections } from '../bench.ts';
import { runTransactions, transactionRunner } from '../contenders/run-transactions.ts';
import type { Contender } from '../sample.ts';
import { countWork } from '../work.ts';

/** The statements of tweets.create and nothing else; the server is paused meanwhile. */
export function toBareContender({ world }: BenchSetting, server: { pid: number }): Contender {
  const { databaseUrl, postTweet: statements, viewers, folder, sql } = world;
  const authors = viewers.map(({ id }) => id);
  return {
    name: transactionRunner,
    async measure(seconds) {
      // It would fan out what the transactions write, and take the processor from them.
      process.kill(server.pid, 'SIGSTOP');
      try {
        const workOf = countWork(world);
        const spec = { databaseUrl, statements, authors, connections, seconds };
        const sample = await runTransactions(spec, folder);
        return { ...sample, ...workOf(sample.perSecond * seconds) };
      } finally {
        await sql.query('delete from outbox');
        process.kill(server.pid, 'SIGCONT');
      }
    },
  };
}

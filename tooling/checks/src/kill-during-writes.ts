import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort, type ServerProcess, startServerProcess } from '@dunlin/testing/server-process';
import { registerAccounts } from './kill-test/accounts.ts';
import { countProcessesIn } from './kill-test/processes-in.ts';
import { verifyTweets } from './kill-test/verify-tweets.ts';
import { createWriter, type Writer } from './kill-test/writer.ts';

/**
 * Kills the server (SIGKILL, while it writes) again and again, starts it on the same data, sends the unanswered tweets
 * again with their idempotency keys, and then looks whether each tweet stands once wherever it should:
 * `npm run kill-test -- [--kills 10] [--rate 250] [--users 25] [--followees 4]`. Exits with 1 when anything is not as it should be.
 */

const leastRate = 200;
const orphansGoneWithinMs = 3_000;
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    /** Tweets started per second; at least 200 must be answered. */
    rate: { type: 'string', default: '250' },
    users: { type: 'string', default: '25' },
    followees: { type: 'string', default: '4' },
  },
});
const problems = await main();
console.log(problems.length === 0 ? '\nPassed' : `\nFailed:\n${problems.map((line) => `  ${line}`).join('\n')}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function main(): Promise<string[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-kill-'));
  const dataDir = join(folder.path, 'data');
  const port = await findFreePort();
  const start = () =>
    startServerProcess({
      env: { DATA_DIR: dataDir, PORT: port, LOG_LEVEL: 'warn' },
      logFile: join(folder.path, 'server.log'),
    });
  let server = await start();
  console.log(`First start, with initdb: ready after ${seconds(server.readyMs)}`);
  try {
    const accounts = await registerAccounts(server.url, {
      users: Number(values.users),
      followees: Number(values.followees),
    });
    const writer = createWriter(server.url, { accounts, rate: Number(values.rate) });
    const kills: Kill[] = [];
    for (let kill = 1; kill <= Number(values.kills); kill++) {
      const killed = await killDuringWrites(server, { writer, dataDir });
      server = await start();
      kills.push({ ...killed, readyMs: server.readyMs, ...(await writer.retry()) });
      describe(kill, kills);
    }
    await writer.writeFor(1_000);
    await writer.retry();
    const problems = [...problemsOf(kills), ...(await verifyTweets(server.url, { accounts, writes: writer.writes }))];
    await server[Symbol.asyncDispose]();
    return problems;
  } finally {
    await server.kill();
  }
}

async function killDuringWrites(server: ServerProcess, { writer, dataDir }: { writer: Writer; dataDir: string }) {
  const writing = writer.writeFor(Number.POSITIVE_INFINITY);
  await delay(700 + Math.random() * 1_000);
  const killed = server.kill();
  const { answered, ms } = await writing.stop();
  await killed;
  return { perSecond: (answered / ms) * 1_000, unanswered: writer.unanswered(), ...(await waitForOrphans(dataDir)) };
}

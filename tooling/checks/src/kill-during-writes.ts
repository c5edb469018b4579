import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from '@dunlin/testing/free-port';
import { type ServerProcess, startServerProcess } from '@dunlin/testing/server-process';
import { registerAccounts } from './kill-test/accounts.ts';
import { waitUntilNoProcessIn } from './kill-test/processes-in.ts';
import { type Verification, verifyTweets } from './kill-test/verify-tweets.ts';
import { createWriter, type Retry, type Writer } from './kill-test/writer.ts';

/**
 * Kills the server (SIGKILL, while it writes) again and again, starts it on the same data, sends what was not answered
 * again with the same idempotency keys, and looks in the end whether each tweet stands once wherever it should:
 * `npm run kill-test -- [--kills 10] [--rate 250] [--users 40] [--followees 3]`. Exits with 1 if anything is not so.
 */

const leastRate = 200;
const noOrphansWithinMs = 3_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    // Tweets sent per second; at least 200 have to be answered.
    rate: { type: 'string', default: '250' },
    users: { type: 'string', default: '40' },
    followees: { type: 'string', default: '3' },
  },
});
const problems = await main();
console.log(
  ['', problems.length === 0 ? 'Passed' : 'FAILED', ...problems.map((line) => `  ${line}`)].join('\n'),
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function main(): Promise<string[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-kill-'));
  const dataDir = join(folder.path, 'data');
  const env = { DATA_DIR: dataDir, PORT: String(await findFreePort()), LOG_LEVEL: 'warn' };
  const start = () => startServerProcess({ env, logFile: join(folder.path, 'server.log') });
  let server = await start();
  try {
    console.log(`First start, which makes the database: ready after ${toSeconds(server.readyMs)}`);
    const accounts = await registerAccounts(server.url, {
      users: Number(values.users),
      followees: Number(values.followees),
    });
    const writer = createWriter(server.url, { accounts, rate: Number(values.rate) });
    const kills: Kill[] = [];
    while (kills.length < Number(values.kills)) {
      const killed = await killDuringWrites(server, { writer, dataDir });
      server = await start();
      kills.push({ ...killed, readyMs: server.readyMs, retry: await writer.retry() });
      console.log(`Kill ${kills.length}: ${describeKill(kills.at(-1))}`);
    }
    const verification = await verifyTweets(server.url, { accounts, writes: writer.writes });
    printTotals({ kills, writer, verification });
    return [...kills.flatMap(problemsOfKill), ...writer.refusals, ...verification.problems];
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function killDuringWrites(
  server: ServerProcess,
  { writer, dataDir }: { writer: Writer; dataDir: string },
): Promise<Omit<Kill, 'readyMs' | 'retry'>> {
  const stopWriting = writer.start();
  await delay(1_500 + Math.random() * 2_000);
  const killed = server.kill();
  const written = await stopWriting();
  await killed;
  return { ...written, orphans: await waitUntilNoProcessIn(dataDir, noOrphansWithinMs) };
}

function describeKill(kill: Kill | undefined): string {
  if (!kill) return '';
  const { answered, perSecond, unanswered, orphans, readyMs, retry } = kill;
  return [
    `${answered} tweets acknowledged, ${Math.round(perSecond)} of them in the last second, ${unanswered} unanswered`,
    `Postgres gone after ${toSeconds(orphans.goneMs)}`,
    `ready again after ${toSeconds(readyMs)}`,
    `${retry.sent} sent again, of which ${retry.hadCommitted} had committed before the kill`,
  ].join('; ');
}

function problemsOfKill({ perSecond, orphans, retry }: Kill, index: number): string[] {
  const kill = `Kill ${index + 1}`;
  return [
    ...(perSecond < leastRate
      ? [`${kill}: ${Math.round(perSecond)} writes in its last second, not ${leastRate}`]
      : []),
    ...orphans.left.map((process) => `${kill}: still runs: ${process}`),
    ...retry.changedAnswers.map((text) => `${kill}: another answer under the same key: ${text}`),
  ];
}

function printTotals({
  kills,
  writer,
  verification,
}: {
  kills: readonly Kill[];
  writer: Writer;
  verification: Verification;
}): void {
  const sum = (value: (kill: Kill) => number) => kills.reduce((total, kill) => total + value(kill), 0);
  const { entries, missing, repeated, foreign, settledMs } = verification;
  console.log(`
${kills.length} kills at ${Math.round(sum(({ perSecond }) => perSecond) / kills.length)} writes/s on average; ${writer.writes.length} tweets, ${sum(({ answered }) => answered)} acknowledged at once
${sum(({ retry }) => retry.sent)} sent again (${sum(({ retry }) => retry.hadCommitted)} had committed, answer lost); ${sum(({ retry }) => retry.repeated)} acknowledged ones repeated
${entries} places where a tweet must stand (authors’ lists and followers’ timelines), settled after ${toSeconds(settledMs)}:
${missing} missing, ${repeated} duplicates, ${foreign} that do not belong; ${sum(({ orphans }) => orphans.left.length)} orphaned processes`);
}

function toSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

interface Kill {
  answered: number;
  perSecond: number;
  unanswered: number;
  orphans: { goneMs: number; left: string[] };
  readyMs: number;
  retry: Retry;
}

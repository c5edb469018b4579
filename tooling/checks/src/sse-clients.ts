import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from '@dunlin/harness/free-port';
import { startServerProcess } from '@dunlin/harness/server-process';
import { buildClients } from './sse-clients/build-clients.ts';
import { npmClients, otherClients } from './sse-clients/clients.ts';
import { cutClients } from './sse-clients/cut-clients.ts';
import { createPatterns, uncut } from './sse-clients/patterns.ts';
import { isRight, signOutClients } from './sse-clients/sign-out-clients.ts';
import { toTable } from './sse-clients/table.ts';

/**
 * Real clients of server-sent events follow the stream of a real server through a relay that cuts them again and again, each
 * reconnecting as its library does; then their sessions end: `npm run sse-clients -- [--only NAME] [--seed N]`. Needs Python, Go,
 * Rust, Java and Maven, and takes some 10 minutes. Prints a table, and exits with 1 when anything was lost or came again, or a
 * program went on when its session had ended.
 */

const cutRound = { apartMs: 700, tweets: 30 };
const restartRound = { apartMs: 700, tweets: 15, restartEvery: 4 };
const patienceMs = 120_000;
const watchedMs = 10_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    // Of the pattern that is random, so that what it finds can be found again.
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    // Kept, so that a second run builds little.
    folder: { type: 'string', default: join(tmpdir(), 'dunlin-sse-clients') },
  },
});
const clients = [...npmClients, ...otherClients].filter(
  ({ name }) => values.only === undefined || values.only.includes(name),
);
const { outcomes, signOuts } = await main();
console.log(`\n${toTable(outcomes, signOuts)}`);
const isWhole = outcomes.every(({ lost, copies }) => lost + copies === 0);
if (!isWhole || !signOuts.every(isRight)) process.exitCode = 1;

async function main() {
  await mkdir(values.folder, { recursive: true });
  if (clients.some((client) => otherClients.includes(client))) await buildClients(values.folder);
  await using data = await mkdtempDisposable(join(tmpdir(), 'dunlin-sse-'));
  const start = () =>
    startServerProcess({
      env: { DATA_DIR: join(data.path, 'data'), LOG_LEVEL: 'warn', PORT: port },
      logFile: join(data.path, 'server.log'),
    });
  const port = String(await findFreePort());
  let server = await start();
  try {
    const options = { clients, patienceMs, folder: values.folder };
    console.log(
      `${cutRound.tweets} tweets, each ${cutRound.apartMs} ms after the last; --seed ${values.seed}`,
    );
    const patterns = createPatterns(Number(values.seed));
    const cut = await cutClients(server.url, { ...options, patterns, ...cutRound });
    const { restartEvery, ...round } = restartRound;
    console.log(`${round.tweets} tweets; the server is restarted each ${restartEvery}`);
    const restarted = await cutClients(server.url, {
      ...{ ...options, patterns: [uncut], ...round },
      async beforeTweet(posted) {
        if (posted === 0 || posted % restartEvery > 0) return;
        await server[Symbol.asyncDispose]();
        server = await start();
      },
    });
    console.log(`All are signed out; what they do within ${watchedMs} ms`);
    const signOuts = await signOutClients(server.url, { ...options, watchedMs });
    return { outcomes: [...cut, ...restarted], signOuts };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

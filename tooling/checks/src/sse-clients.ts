import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServerProcess } from '@dunlin/testing/server-process';
import { buildClients } from './sse-clients/build-clients.ts';
import { npmClients, otherClients } from './sse-clients/clients.ts';
import { cutClients, type Outcome } from './sse-clients/cut-clients.ts';
import { toTable } from './sse-clients/table.ts';

/**
 * Real clients of server-sent events follow the stream of a real server through a relay that cuts them again and again, each
 * reconnecting as its library does: `npm run sse-clients -- [--only NAME]`. Needs Python, Go, Rust, Java and Maven, and takes some
 * 10 minutes. Prints a table, and exits with 1 when anything was lost.
 */

const rounds = [
  { apartMs: 400, tweets: 30 },
  { apartMs: 1000, tweets: 20 },
  { apartMs: 3000, tweets: 10 },
];
const cutsAfter = [1, 2, 5, 2.5];
const patienceMs = 120_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    // Kept, so that a second run builds little.
    folder: { type: 'string', default: join(tmpdir(), 'dunlin-sse-clients') },
  },
});
const clients = [...npmClients, ...otherClients].filter(
  ({ name }) => values.only === undefined || values.only.includes(name),
);
const outcomes = await main();
console.log(`\n${toTable(outcomes)}`);
if (outcomes.some(({ lost }) => lost > 0)) process.exitCode = 1;

async function main(): Promise<Outcome[]> {
  await mkdir(values.folder, { recursive: true });
  if (clients.some((client) => otherClients.includes(client))) await buildClients(values.folder);
  await using data = await mkdtempDisposable(join(tmpdir(), 'dunlin-sse-'));
  await using server = await startServerProcess({
    env: { DATA_DIR: join(data.path, 'data'), LOG_LEVEL: 'warn' },
    logFile: join(data.path, 'server.log'),
  });
  const found: Outcome[] = [];
  for (const round of rounds) {
    console.log(`${round.tweets} tweets, each ${round.apartMs} ms after the last`);
    found.push(
      ...(await cutClients(server.url, { clients, cutsAfter, patienceMs, folder: values.folder, ...round })),
    );
  }
  return found;
}

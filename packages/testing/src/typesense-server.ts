import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';
import { findFreePort } from './free-port.ts';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dunlin/typesense-0.24.1');
const program =
  process.env.TYPESENSE_SERVER ||
  [...(process.env.PATH ?? '').split(delimiter), cache]
    .map((folder) => join(folder, 'typesense-server'))
    .find((path) => existsSync(path));

/** Whether tests over Typesense run: where its server is, and where every program is required, so that they fail without it. */
export const canRunTypesense = program !== undefined || process.env.DUNLIN_REQUIRE_ALL === '1';

/** What such tests are called, or why they are skipped. */
export const typesenseTitle = program
  ? 'on a real Typesense'
  : 'typesense-server is missing: run sh tooling/bootstrap/install-typesense.sh';

if (!canRunTypesense) process.stderr.write(`The tests of Typesense are skipped: ${typesenseTitle}\n`);

export interface TypesenseServer extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: its sockets stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again after it was killed, on the same port, with or without what it had stored. */
  restart(options?: { loseData?: boolean }): Promise<void>;
}

/** A real Typesense server over a folder of its own. */
export async function startTypesenseServer(): Promise<TypesenseServer> {
  const [server] = await startTypesenseCluster(1);
  if (!server) throw new Error('no server');
  return server;
}

/** Servers that replicate each other; each is disposed by itself. */
export async function startTypesenseCluster(count: number): Promise<TypesenseServer[]> {
  if (program === undefined) throw new Error(typesenseTitle);
  const nodes: Node[] = [];
  for (let index = 0; index < count; index++)
    nodes.push({
      folder: await mkdtemp(join(tmpdir(), 'dunlin-typesense-')),
      port: String(await findFreePort()),
      peeringPort: String(await findFreePort()),
    });
  const members = nodes.map(({ port, peeringPort }) => `127.0.0.1:${peeringPort}:${port}`).join(',');
  const servers = nodes.map((node) => createServer(program, node, members));
  await Promise.all(servers.map((server) => server.restart()));
  return servers;
}

function createServer(file: string, node: Node, members: string): TypesenseServer {
  let child: ChildProcess | undefined;
  const url = `http://127.0.0.1:${node.port}`;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    url,
    apiKey,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async restart({ loseData = false } = {}) {
      await kill();
      if (loseData) await rm(join(node.folder, 'data'), { recursive: true, force: true });
      await mkdir(join(node.folder, 'data'), { recursive: true });
      await writeFile(join(node.folder, 'nodes'), members);
      child = spawn(file, toArguments(node), { stdio: 'ignore' });
      await becomesReady(url, child);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(node.folder, { recursive: true, force: true });
    },
  };
}

function toArguments({ folder, port, peeringPort }: Node): string[] {
  return [
    ...[`--data-dir=${join(folder, 'data')}`, `--nodes=${join(folder, 'nodes')}`, `--api-key=${apiKey}`],
    ...['--api-address=127.0.0.1', `--api-port=${port}`],
    ...['--peering-address=127.0.0.1', `--peering-port=${peeringPort}`],
    // Without it, it answers while most of what it had is still to be read. The same for writes would have it break off
    // whoever writes while another does.
    '--healthy-read-lag=1',
  ];
}

/** Healthy, and nothing that was written before is still to be done. */
async function becomesReady(url: string, child: ChildProcess): Promise<void> {
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(url + path, { headers: { 'x-typesense-api-key': apiKey } });
    return response.json();
  };
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
      const [health, status] = await Promise.all([read('/health'), read('/status')]);
      const isReady =
        JSON.stringify(health) === '{"ok":true}' && JSON.stringify(status).includes('"queued_writes":0');
      if (!isReady) throw new Error('not ready');
    },
    { timeout: 60_000, interval: 50 },
  );
}

const apiKey = 'test-key';

interface Node {
  folder: string;
  port: string;
  peeringPort: string;
}

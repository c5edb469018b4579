import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { startTethered, type TetheredProcess } from './tethered-process.ts';
import { until } from './until.ts';

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
  /** Starts it again on the same port, killing it first if it runs. */
  restart(options?: { keepData: boolean }): Promise<void>;
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
      port: await findFreePort(),
      peeringPort: await findFreePort(),
    });
  const members = nodes.map(({ port, peeringPort }) => `127.0.0.1:${peeringPort}:${port}`).join(',');
  const servers = nodes.map((node) => createServer(program, node, members));
  await Promise.all(servers.map((server) => server.restart()));
  return servers;
}

function createServer(file: string, node: Node, members: string): TypesenseServer {
  let running: TetheredProcess | undefined;
  const url = `http://127.0.0.1:${node.port}`;
  const data = join(node.folder, 'data');
  return {
    url,
    apiKey,
    kill: async () => running?.kill(),
    freeze: () => running?.signal('SIGSTOP'),
    thaw: () => running?.signal('SIGCONT'),
    async restart({ keepData } = { keepData: true }) {
      await running?.kill();
      if (!keepData) await rm(data, { recursive: true, force: true });
      await mkdir(data, { recursive: true });
      await writeFile(join(node.folder, 'nodes'), members);
      running = await startTethered(file, toArguments(node));
      await until(() => isReady(url));
    },
    async [Symbol.asyncDispose]() {
      await running?.kill();
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
async function isReady(url: string): Promise<boolean> {
  const read = async (path: string) => {
    const response = await fetch(url + path, { headers: { 'x-typesense-api-key': apiKey } });
    return response.text();
  };
  try {
    return (await read('/health')) === '{"ok":true}' && (await read('/status')).includes('"queued_writes":0');
  } catch {
    return false;
  }
}

const apiKey = 'test-key';

interface Node {
  folder: string;
  port: number;
  peeringPort: number;
}

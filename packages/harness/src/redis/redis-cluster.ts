import { findFreePort } from '../free-port.ts';
import { until } from '../until.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

const slots = 16_384;
const primaryCount = 3;

/**
 * Three primaries, each with a replica if wanted, which takes its place two seconds after it was last heard of; and a spare one
 * without slots if wanted.
 */
export interface RedisCluster extends AsyncDisposable {
  readonly url: string;
  readonly primaries: readonly RedisServer[];
  readonly replicas: readonly RedisServer[];
  /** Which primary holds the slot of a key now; those that have died aside. */
  findOwner(key: string): Promise<RedisServer>;
  /** Gives the slot of a key, which must be empty, to the primary that had none. */
  moveToSpare(key: string): Promise<void>;
}

export async function startRedisCluster({
  withReplicas = false,
  withSpare = false,
  password = 'secret',
} = {}): Promise<RedisCluster> {
  await using stack = new AsyncDisposableStack();
  const nodes: Node[] = [];
  for (let i = 0; i < (withReplicas ? 2 : 1) * primaryCount + (withSpare ? 1 : 0); i += 1) {
    const busPort = await findFreePort();
    const config = ['cluster-enabled yes', 'cluster-node-timeout 2000', `cluster-port ${busPort}`];
    const server = stack.use(await startRedisServer({ password, config }));
    nodes.push({ server, busPort, id: String(await server.call('CLUSTER', 'MYID')) });
  }
  const spare = withSpare ? nodes.at(-1) : undefined;
  await join(nodes, spare);
  const servers = nodes.map(({ server }) => server);
  const owned = stack.move();
  return {
    url: `redis+cluster://:${password}@${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    primaries: servers.slice(0, primaryCount),
    replicas: servers.slice(primaryCount).filter((server) => server !== spare?.server),
    findOwner: (key) => findOwner(servers, key),
    moveToSpare: (key) => moveSlot(nodes, key, spare),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function join(nodes: readonly Node[], spare: Node | undefined): Promise<void> {
  const [first, ...others] = nodes;
  if (!first) return;
  for (const { server, busPort } of others)
    await first.server.call('CLUSTER', 'MEET', '127.0.0.1', server.port, busPort);
  const primaries = nodes.slice(0, primaryCount);
  for (const [i, { server }] of primaries.entries()) {
    const [from, to] = [i, i + 1].map((part) => Math.ceil((part * slots) / primaryCount));
    await server.call('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1);
    // Else two that know of each other by the same number would fall out over their slots.
    await server.call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1).catch(() => {});
  }
  for (const { server } of nodes) await until(async () => (await countKnown(server)) === nodes.length);
  const replicas = nodes.slice(primaryCount).filter((node) => node !== spare);
  for (const [i, { server }] of replicas.entries())
    await server.call('CLUSTER', 'REPLICATE', primaries[i]?.id ?? '');
  for (const { server } of nodes) await until(() => isWhole(server, replicas.length));
}

async function countKnown(server: RedisServer): Promise<number> {
  return linesOf(await server.call('CLUSTER', 'NODES')).filter((line) => !line.includes('handshake')).length;
}

async function isWhole(server: RedisServer, replicaCount: number): Promise<boolean> {
  const state = String(await server.call('CLUSTER', 'INFO'));
  const replicas = linesOf(await server.call('CLUSTER', 'NODES')).filter((line) => line.includes('slave'));
  const replication = String(await server.call('INFO', 'replication'));
  return (
    state.includes('cluster_state:ok') &&
    replicas.length === replicaCount &&
    // A replica that has no copy of the data never takes its primary's place.
    !replication.includes('master_link_status:down')
  );
}

async function findOwner(servers: readonly RedisServer[], key: string): Promise<RedisServer> {
  const slot = Number(await anyAnswer(servers, 'CLUSTER', 'KEYSLOT', key));
  // Ranges of slots, each as from, to and its nodes, the primary first.
  const ranges = await anyAnswer(servers, 'CLUSTER', 'SLOTS');
  const range = (Array.isArray(ranges) ? ranges : []).find(([from, to]) => from <= slot && slot <= to);
  const owner = servers.find(({ port }) => port === range?.[2]?.[1]);
  if (!owner) throw new Error(`no server has the slot ${slot}`);
  return owner;
}

async function moveSlot(nodes: readonly Node[], key: string, to: Node | undefined): Promise<void> {
  if (!to) throw new Error('the cluster has no spare primary');
  const slot = Number(await to.server.call('CLUSTER', 'KEYSLOT', key));
  // The new owner first: until it knows, the others would send everybody on to one that refuses.
  for (const { server } of [to, ...nodes]) await server.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
}

async function anyAnswer(
  servers: readonly RedisServer[],
  ...command: [string, ...string[]]
): Promise<unknown> {
  return Promise.any(servers.map((server) => server.call(...command)));
}

function linesOf(text: unknown): string[] {
  return String(text)
    .split('\n')
    .filter((line) => line !== '');
}

interface Node {
  server: RedisServer;
  busPort: number;
  id: string;
}

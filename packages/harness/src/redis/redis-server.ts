import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { canRunWith } from '../external-program.ts';
import { findFreePort } from '../free-port.ts';
import { startTethered } from '../tethered-process.ts';
import { until } from '../until.ts';

/** Whether tests over Redis run. */
export const canRunRedis = canRunWith('redis-server');

/** What such tests are called, or why they are skipped. */
export const redisTitle = canRunRedis
  ? 'against redis-server'
  : 'redis-server is missing: install redis-server';

if (!canRunRedis) process.stderr.write(`The tests of Redis are skipped: ${redisTitle}\n`);

/** A `redis-server` of the machine, on a port of 127.0.0.1 that it keeps over restarts. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, killing it first if it runs. */
  restart(options?: { keepData: boolean }): Promise<void>;
  /** Stops it without ending its connections, as a machine that hangs does. */
  freeze(): void;
  thaw(): void;
  /** Has it carry out one command, over a connection of its own. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

export interface RedisServerOptions {
  /** Lines of its configuration file. */
  config?: readonly string[];
  password?: string;
  args?: readonly string[];
}

/** A Redis that keeps its data through `restart`. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { config = [], password, args = [] } = options;
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-redis-'));
  const data = join(folder, 'data');
  const file = join(folder, 'redis.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${data}`,
    'save ""',
    'repl-diskless-sync-delay 0',
    ...config,
  ];
  if (password !== undefined) lines.push(`requirepass ${password}`, `masterauth ${password}`);

  const start = async () => {
    const started = await startTethered('redis-server', [file, ...args]);
    await until(() => isReady({ port, password }));
    return started;
  };
  const prepare = async () => {
    await mkdir(data, { recursive: true });
    await writeFile(file, lines.join('\n'));
  };
  await prepare();
  let running = await start();
  return {
    port,
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`,
    kill: () => running.kill(),
    async restart({ keepData } = { keepData: true }) {
      await running.kill();
      if (!keepData) await rm(data, { recursive: true });
      await prepare();
      running = await start();
    },
    freeze: () => running.signal('SIGSTOP'),
    thaw: () => running.signal('SIGCONT'),
    call: (command, ...rest) => withConnection({ port, password }, (redis) => redis.call(command, rest)),
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(folder, { recursive: true });
    },
  };
}

function isReady(address: Address): Promise<boolean> {
  return withConnection(address, (redis) => redis.call('PING')).then(
    () => true,
    () => false,
  );
}

async function withConnection<Result>(
  { port, password }: Address,
  use: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    ...(password !== undefined && { password }),
    commandTimeout: 2_000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // A Sentinel knows neither.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  redis.on('error', () => {});
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

interface Address {
  port: number;
  password: string | undefined;
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAbandoned } from '../src/embedded-postgres/is-abandoned.ts';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import { hasEnded, killWatchdogOf, postmasterOf } from './embedded-postgres/postmaster-process.ts';
import { spawnServer } from './embedded-postgres/server-process.ts';

const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const nobodyReachesTheRepository = isRoot && (await canRead(import.meta.filename, nobody));

let scratch: string;
/** One cluster for all tests, each of which starts it and leaves it stopped: initdb is what takes time. */
let dataDir: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'dunlin-embedded-postgres-'));
  dataDir = join(scratch, 'data');
  await using postgres = await start(dataDir);
  await query(postgres.url, 'create table notes (text text)');
});

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

describe('an embedded Postgres', () => {
  it('is PostgreSQL 18 with data checksums, in UTF-8 and without a locale of the machine', async () => {
    await using postgres = await start(dataDir);
    const [row] = await query(
      postgres.url,
      `select current_setting('server_version') as version, current_setting('data_checksums') as checksums,
              pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale
       from pg_database where datname = current_database()`,
    );
    expect(row).toMatchObject({ checksums: 'on', encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' });
    expect(row.version).toMatch(/^18\./);
  });

  it('keeps its data from one start to the next', async () => {
    await using first = await start(dataDir);
    await query(first.url, `insert into notes values ('kept')`);
    await first.stop();
    await using second = await start(dataDir);
    expect(await readNotes(second.url)).toContain('kept');
  });

  it('closes its folder to everyone else and keeps the password in it', async () => {
    await using postgres = await start(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    const password = (await readFile(join(dataDir, 'password'), 'utf8')).trim();
    expect(new URL(postgres.url).password).toBe(password);
  });

  it('refuses a wrong password', async () => {
    await using postgres = await start(dataDir);
    const url = new URL(postgres.url);
    url.password = 'wrong';
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('listens on 127.0.0.1 only', async () => {
    await using postgres = await start(dataDir);
    expect(await accepts('127.0.0.1', postgres.port)).toBe(true);
    for (const address of otherAddresses())
      expect(await accepts(address, postgres.port), address).toBe(false);
  });

  it('waits for the disk only when it is durable', async () => {
    const settings = `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`;
    await using fast = await start(dataDir);
    expect((await query(fast.url, settings)).map((row) => row.setting)).toEqual(['off', 'off', 'off']);
    await fast.stop();
    await using durable = await startEmbeddedPostgres({ dataDir, durable: true });
    expect((await query(durable.url, settings)).map((row) => row.setting)).toEqual(['on', 'on', 'on']);
  });

  it('quotes its log when it cannot start', async () => {
    const settings = { shared_buffers: 'plenty' };
    const starting = startEmbeddedPostgres({ dataDir, durable: false, settings });
    await expect(starting).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    });
  });
});

describe('one folder', () => {
  it('takes one server: the second is told the folder, the process and what to do', async () => {
    await using server = spawnServer(dataDir);
    await server.printed('postgres:');
    const second = start(dataDir);
    await expect(second).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: `The data folder ${dataDir} is in use by process ${server.child.pid}. Stop it, or set DATA_DIR to another folder.`,
    });
  });

  it('takes one of two servers that start at the same time', async () => {
    const servers = await Promise.allSettled([start(dataDir), start(dataDir)]);
    const started = servers.filter((server) => server.status === 'fulfilled');
    const [refused] = servers.filter((server) => server.status === 'rejected');
    await Promise.all(started.map((server) => server.value.stop()));
    expect(started).toHaveLength(1);
    expect(refused?.reason).toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });

  it('is abandoned when nobody runs it', async () => {
    const postgres = await start(dataDir);
    expect(await isAbandoned(dataDir)).toBe(false);
    await postgres.stop();
    expect(await isAbandoned(dataDir)).toBe(true);
  });

  it('is free again after a failed start', async () => {
    const settings = { shared_buffers: 'plenty' };
    await expect(startEmbeddedPostgres({ dataDir, durable: false, settings })).rejects.toThrow();
    await using postgres = await start(dataDir);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('after kill -9', () => {
  it('of the server no PostgreSQL process is left and the next start has what was committed', async () => {
    await using server = spawnServer(dataDir);
    await query(await server.printed('postgres:'), `insert into notes values ('killed')`);
    const postmaster = await postmasterOf(dataDir);
    await server.kill();
    await hasEnded(postmaster);
    await using next = await start(dataDir);
    expect(await readNotes(next.url)).toContain('killed');
  });

  it('of the server a start does not wait for anyone to clean up', async () => {
    await using server = spawnServer(dataDir);
    const url = await server.printed('postgres:');
    await query(url, `insert into notes select 'busy' from generate_series(1, 20000)`);
    await server.kill();
    await using next = await start(dataDir);
    const notes = await readNotes(next.url);
    expect(notes.filter((text) => text === 'busy')).toHaveLength(20_000);
  });

  it('of the server and its watchdog the next start ends the orphan', async () => {
    await using server = spawnServer(dataDir);
    await query(await server.printed('postgres:'), `insert into notes values ('orphaned')`);
    const postmaster = await postmasterOf(dataDir);
    await killWatchdogOf(postmaster);
    await server.kill();
    await using next = await start(dataDir);
    await hasEnded(postmaster);
    expect(await readNotes(next.url)).toContain('orphaned');
  });

  it('of server and PostgreSQL the next start recovers what was committed', async () => {
    await using server = spawnServer(dataDir, { durable: true });
    await query(await server.printed('postgres:'), `insert into notes values ('crashed')`);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await server.kill();
    const steps: string[] = [];
    await using next = await start(dataDir, steps);
    expect(await readNotes(next.url)).toContain('crashed');
    expect(steps).toEqual(['recover']);
  });

  it('in the middle of initdb the next start makes a whole cluster', async () => {
    const interrupted = join(scratch, 'interrupted');
    await using server = spawnServer(interrupted);
    await server.printed('initdb');
    await expect.poll(() => readdir(interrupted)).toContainEqual(expect.stringContaining('cluster.new-'));
    await server.kill();
    expect(await readdir(interrupted)).not.toContain('cluster');
    await using next = await start(interrupted);
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a server', () => {
  it('starts over a pid file whose process id now belongs to a stranger', async () => {
    const pidFile = `${process.pid}\n/elsewhere\n1\n5432\n\n127.0.0.1\n\nready\n`;
    await writeFile(join(dataDir, 'cluster/postmaster.pid'), pidFile);
    await using postgres = await start(dataDir);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('keeps PostgreSQL through a Ctrl-C on the terminal', async () => {
    await using server = spawnServer(dataDir);
    const url = await server.printed('postgres:');
    const postmaster = await postmasterOf(dataDir);
    process.kill(-(server.child.pid ?? Number.NaN), 'SIGINT');
    await server.printed('interrupted');
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.kill();
    await hasEnded(postmaster);
  });

  it.runIf(isRoot)('started by root works in a folder that its own user cannot reach', async () => {
    expect(await canRead(dataDir, nobody)).toBe(false);
    await using postgres = await start(dataDir);
    expect((await stat(join(dataDir, 'cluster'))).uid).toBe(nobody.uid);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.runIf(nobodyReachesTheRepository)(
    'started by another user than root works, and root can go on with it',
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'dunlin-nobody-'));
      try {
        await run('chown', [`${nobody.uid}:${nobody.gid}`, home]);
        await using server = spawnServer(join(home, 'data'), { user: nobody });
        await query(await server.printed('postgres:'), 'create table notes as select 1');
        await server.kill();
        await using asRoot = await start(join(home, 'data'));
        expect(await query(asRoot.url, 'select * from notes')).toHaveLength(1);
        expect((await stat(join(home, 'data'))).uid).toBe(nobody.uid);
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  );

  it.runIf(nobodyReachesTheRepository)('refuses a folder of another user', async () => {
    const ofRoot = await mkdtemp(join(tmpdir(), 'dunlin-root-'));
    await using server = spawnServer(ofRoot, { user: nobody });
    await expect(server.printed('DATA_DIR_NOT_ACCESSIBLE')).resolves.toContain(ofRoot);
    await rm(ofRoot, { recursive: true });
  });
});

function start(dataDir: string, steps: string[] = []) {
  return startEmbeddedPostgres({ dataDir, durable: false, onProgress: (step) => steps.push(step) });
}

// biome-ignore lint/suspicious/noExplicitAny: rows of a test's own ad hoc SQL
async function query(url: string, sql: string): Promise<any[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readNotes(url: string): Promise<string[]> {
  return (await query(url, 'select text from notes')).map((row) => row.text);
}

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = createConnection({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function otherAddresses(): string[] {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const addresses = own
    .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
    .map(({ address }) => address);
  return process.platform === 'linux' ? [...addresses, '127.0.0.2'] : addresses;
}

async function canRead(path: string, user: { uid: number; gid: number }): Promise<boolean> {
  const reading = run(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(path)})`], {
    ...user,
    cwd: '/',
  });
  return await reading.then(
    () => true,
    () => false,
  );
}

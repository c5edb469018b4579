import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endProcess, findProgram, forkAt, launcherFor, receive } from '../processes.ts';
import type { Sample } from '../sample.ts';
import type { CapturedStatement } from '../world/capture-statements.ts';
import { toPgbenchScript } from './pgbench-script.ts';

export interface TransactionLoad {
  databaseUrl: string;
  statements: CapturedStatement[];
  /** Users of whom each transaction takes one. */
  authors: string[];
  connections: number;
  seconds: number;
}

const pgbench = findProgram('pgbench');

/** What runs the transactions: pgbench where PATH has it, else a loop of ours over pg. */
export const transactionRunner = pgbench ? 'pgbench -M prepared' : 'pg in a loop (no pgbench on PATH)';

/** Repeats a captured transaction on several connections, with prepared statements. */
export async function runTransactions(load: TransactionLoad, folder: string): Promise<Sample> {
  if (!pgbench) return runLoop(load);
  const script = join(folder, 'transaction.sql');
  await writeFile(script, await toPgbenchScript(load));
  const { hostname, port, username, password, pathname } = new URL(load.databaseUrl);
  const [file = pgbench, ...args] = [
    ...[...launcherFor('load'), pgbench, '--no-vacuum', '--protocol', 'prepared', '--file', script],
    ...['--client', String(load.connections), '--time', String(Math.ceil(load.seconds))],
    ...['--host', hostname, '--port', port, '--username', username, pathname.slice(1)],
  ];
  const { stdout } = await promisify(execFile)(file, args, { env: { ...process.env, PGPASSWORD: password } });
  const figure = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  const perSecond = figure(/^tps = ([\d.]+)/m);
  if (!(perSecond > 0)) throw new Error(`pgbench gave no figure:\n${stdout}`);
  return { perSecond };
}

async function runLoop(load: TransactionLoad): Promise<Sample> {
  const child = forkAt('load', new URL('./transaction-loop.ts', import.meta.url));
  child.send(load);
  const sample = await receive<Sample>(child);
  await endProcess(child);
  return sample;
}

import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';

/** A part of the world that is made in one go, in pieces of so many numbers, each in a transaction of its own. */
export interface Step {
  name: string;
  /** The last number; 1 is the first. One piece unless given. */
  upTo?: number;
  pieceOf?: number;
  /** From a number to another, both among them. */
  run(trx: Transaction, from: number, to: number): Promise<unknown>;
  /** In place of `run`: what the product does in transactions of its own, and may do twice. */
  runOutside?(db: Database): Promise<unknown>;
}

/** Runs what has not been run of the steps; how far each has come stands in the database. */
export async function runSteps(db: Database, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const startedAt = performance.now();
    const rest = await listPieces(db, step);
    for (const { from, to } of rest) {
      await runPiece(db, step, { from, to });
      showProgress(step, to);
    }
    if (rest.length > 0) showEnd(step, (performance.now() - startedAt) / 1_000);
  }
}

async function listPieces(db: Database, { name, upTo = 1, pieceOf = upTo }: Step): Promise<Piece[]> {
  const { rows } = await sql<{
    upTo: string;
  }>`select up_to as "upTo" from world.steps where name = ${name}`.execute(db);
  const done = Number(rows[0]?.upTo ?? 0);
  const pieces: Piece[] = [];
  for (let from = done + 1; from <= upTo; from += pieceOf)
    pieces.push({ from, to: Math.min(upTo, from + pieceOf - 1) });
  return pieces;
}

async function runPiece(db: Database, step: Step, { from, to }: Piece): Promise<void> {
  await step.runOutside?.(db);
  await db.transaction().execute(async (trx) => {
    // What is made is consistent by construction; to check each foreign key would take most of the time.
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`set local synchronous_commit = off`.execute(trx);
    await step.run(trx, from, to);
    await sql`
      insert into world.steps (name, up_to) values (${step.name}, ${sql.lit(to)})
      on conflict (name) do update set up_to = excluded.up_to`.execute(trx);
  });
}

function showProgress({ name, upTo = 1 }: Step, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${name}: ${Math.floor((100 * done) / upTo)} %`);
}

function showEnd({ name }: Step, seconds: number): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  console.log(`${name}: ${seconds.toFixed(1)} s`);
}

interface Piece {
  from: number;
  to: number;
}

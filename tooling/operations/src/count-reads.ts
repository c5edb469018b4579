import { keyOf, type Measurement } from './measurement.ts';
import type { World } from './open-world.ts';
import type { Options } from './options.ts';
import { followPlanLog, type RunStatement } from './plan-log.ts';
import { visitPages } from './visit-pages.ts';

/** The middle one counts, as what runs by the clock falls into one now and then. */
const asks = 3;

/** What the answers read of the database: the statements of each page by its key. */
export async function countReads(
  world: World,
  { operations }: Pick<Options, 'operations'>,
): Promise<Map<string, RunStatement[]>> {
  const log = followPlanLog(world.postgresLog);
  const counted = new Map<string, RunStatement[]>();
  await visitPages(world, { explains: true, operations }, async (page, ask) => {
    const answers: RunStatement[][] = [];
    for (let count = 0; count < asks; count += 1) {
      await log.drop();
      await ask();
      answers.push(await log.take());
    }
    counted.set(keyOf(page), chooseAnswer(answers));
  });
  return counted;
}

/** The middle one by what it read; the first where the others came from a cache. */
function chooseAnswer(answers: readonly RunStatement[][]): RunStatement[] {
  const middle = answers.toSorted((a, b) => buffersOf(a) - buffersOf(b))[Math.floor(asks / 2)] ?? [];
  return middle.length > 0 ? middle : (answers[0] ?? []);
}

function buffersOf(statements: readonly RunStatement[]): number {
  return sumUp(statements).buffers;
}

export function sumUp(
  statements: readonly RunStatement[],
): Pick<Measurement, 'statements' | 'rows' | 'buffers' | 'scanned'> {
  const sum = (of: (statement: RunStatement) => number) =>
    statements.reduce((total, statement) => total + of(statement), 0);
  return {
    statements: statements.length,
    rows: sum(({ rows }) => rows),
    buffers: sum(({ buffers }) => buffers),
    scanned: [...new Set(statements.flatMap(({ scanned }) => scanned))],
  };
}

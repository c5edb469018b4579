import { readFile, truncate } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A statement that has run, as auto_explain told of it. */
export interface RunStatement {
  sql: string;
  /** That its plan read of tables and indexes, whether or not they are in what it gave. */
  rows: number;
  /** Pages of 8 kB that it looked at. */
  buffers: number;
  /** Tables that it read whole, and that are not small. */
  scanned: string[];
}

/** What can be read without an index and be none the slower. */
const fewRows = 1_000;
/** Answers go out just before what they leave behind is done. */
const settledMs = 15;

export interface PlanLog {
  /** @returns what has been logged since the last call; nothing of it stays in the file, which would fill the disk */
  take(): Promise<RunStatement[]>;
  drop(): Promise<void>;
}

export function followPlanLog(file: string): PlanLog {
  return {
    async take() {
      await delay(settledMs);
      const log = await readFile(file, 'utf8');
      await truncate(file);
      return parsePlans(log);
    },
    async drop() {
      await delay(settledMs);
      await truncate(file);
    },
  };
}

/** Lines that go on with an entry begin with a tab. */
export function parsePlans(log: string): RunStatement[] {
  const entries = log.matchAll(/LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n?)+)/g);
  return Array.from(entries, ([, json = '']) => toStatement(Entry.parse(JSON.parse(json))));
}

const Node = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number().default(0),
  'Actual Loops': z.number().default(0),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Index Recheck': z.number().default(0),
  'Shared Hit Blocks': z.number().default(0),
  'Shared Read Blocks': z.number().default(0),
  get Plans(): z.ZodOptional<z.ZodArray<typeof Node>> {
    return z.array(Node).optional();
  },
});
type Node = z.infer<typeof Node>;

const Entry = z.object({ 'Query Text': z.string(), Plan: Node });

function toStatement({ 'Query Text': sql, Plan: plan }: z.infer<typeof Entry>): RunStatement {
  const scans = listNodes(plan).filter(
    (node) => node['Node Type'].includes('Scan') && 'Relation Name' in node,
  );
  return {
    sql,
    rows: Math.round(scans.reduce((sum, node) => sum + rowsOf(node), 0)),
    // Those of a node include its children's.
    buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    scanned: scans
      .filter((node) => node['Node Type'] === 'Seq Scan' && rowsOf(node) >= fewRows)
      .map((node) => node['Relation Name'] ?? ''),
  };
}

function listNodes(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}

function rowsOf(node: Node): number {
  const each = node['Actual Rows'] + node['Rows Removed by Filter'] + node['Rows Removed by Index Recheck'];
  return each * node['Actual Loops'];
}

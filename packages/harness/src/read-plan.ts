import { z } from 'zod';

/** What a plan that ran has read. */
export interface PlanWork {
  /** Rows of tables and indexes, whether or not they are in what it gave. */
  rows: number;
  /** Pages of 8 kB that it looked at. */
  buffers: number;
  /** Tables that it read whole, and that are not small. */
  scanned: string[];
}

/** What can be read without an index and be none the slower. */
const fewRows = 1_000;

/** @param plan as `explain (analyze, buffers, format json)` or auto_explain gives it, under `Plan` */
export function readPlan(plan: unknown): PlanWork {
  const root = Node.parse(plan);
  const scans = listNodes(root).filter((node) => node['Relation Name'] !== undefined && isScan(node));
  return {
    rows: Math.round(scans.reduce((sum, node) => sum + rowsOf(node), 0)),
    // Those of a node include its children's.
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    scanned: scans
      .filter((node) => node['Node Type'] === 'Seq Scan' && rowsOf(node) >= fewRows)
      .map((node) => node['Relation Name'] ?? ''),
  };
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

function isScan(node: Node): boolean {
  return node['Node Type'].includes('Scan');
}

function listNodes(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}

function rowsOf(node: Node): number {
  const each = node['Actual Rows'] + node['Rows Removed by Filter'] + node['Rows Removed by Index Recheck'];
  return each * node['Actual Loops'];
}

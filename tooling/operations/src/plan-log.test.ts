import { expect, test } from 'vitest';
import { parsePlans } from './plan-log.ts';

const scan = (node: object) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': 'likes',
  'Actual Loops': 1,
  ...node,
});

test('the rows of a statement are those that its scans gave or left out, however often they ran', () => {
  const plan = {
    ...{ 'Node Type': 'Nested Loop', 'Actual Rows': 7, 'Actual Loops': 1 },
    ...{ 'Shared Hit Blocks': 30, 'Shared Read Blocks': 2 },
    Plans: [
      scan({ 'Actual Rows': 3, 'Rows Removed by Filter': 1_500, 'Shared Hit Blocks': 10 }),
      {
        ...{ 'Node Type': 'Index Scan', 'Relation Name': 'users', 'Actual Rows': 0.5, 'Actual Loops': 4 },
        'Shared Hit Blocks': 20,
      },
    ],
  };
  expect(parsePlans(logged('select 1', plan))).toEqual([
    { sql: 'select 1', rows: 1_505, buffers: 32, scanned: ['likes'] },
  ]);
});

test('a small table may be read whole', () => {
  expect(parsePlans(logged('select 1', scan({ 'Actual Rows': 20 })))[0]?.scanned).toEqual([]);
});

test('what else is in the log is passed over', () => {
  const other = '2026-12-01 05:51:27.809 UTC [10669] LOG:  checkpoint starting: time\n\tand more of it\n';
  const log = other + logged('select 1', scan({})) + other + logged('select 2', scan({}));
  expect(parsePlans(log).map(({ sql }) => sql)).toEqual(['select 1', 'select 2']);
});

/** As auto_explain writes it. */
function logged(sql: string, plan: object): string {
  const json = JSON.stringify({ 'Query Text': sql, Plan: plan }, null, 2).replaceAll(/^/gm, '\t');
  return `2026-12-01 05:51:27.809 UTC [10669] LOG:  duration: 0.218 ms  plan:\n${json}\n`;
}

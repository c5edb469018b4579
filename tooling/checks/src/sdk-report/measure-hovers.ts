import { z } from 'zod';
import { captureCommand } from './capture-command.ts';
import { subjects } from './subjects.ts';
import { grouped, type Table } from './table.ts';

const Hovers = z
  .array(
    z.object({ shown: z.string(), isDocumented: z.boolean(), hasExample: z.boolean(), isNamed: z.boolean() }),
  )
  .length(10);

/** What an editor shows over the ten operations. */
export async function measureHovers(project: string): Promise<Table> {
  const rows: string[][] = [];
  for (const { name, title } of subjects) {
    const args = ['measure-hovers.mjs', `ten-calls/${name}.ts`];
    const output = await captureCommand(process.execPath, args, { cwd: project, timeoutMs: 120_000 });
    const hovers = Hovers.parse(JSON.parse(output));
    const lengths = hovers.map(({ shown }) => shown.length).toSorted((a, b) => a - b);
    const count = (what: 'isNamed' | 'isDocumented' | 'hasExample') =>
      String(hovers.filter((hover) => hover[what]).length);
    const [median = 0, longest = 0] = [lengths[5], lengths.at(-1)];
    rows.push([
      title,
      grouped.format(median),
      grouped.format(longest),
      count('isNamed'),
      count('isDocumented'),
      count('hasExample'),
    ]);
  }
  return {
    title: 'What an editor shows over ten operations',
    head: ['', 'characters (median)', 'longest', 'answers with a name', 'documented', 'with an example'],
    rows,
  };
}

import { parseArgs } from 'node:util';

export const usage = `npm run operations -- [options]

Calls each read of /openapi.json on the data of \`npm run world\`, as six of its people, on the first, the 50th and the last page; prints how
long answers take and what they read of the database, and compares that with the run that was kept. Exits with 1 when a goal does not hold.

  --data-dir F   the folder of the world (default data/world)
  --writes       send the heavy writes instead, to a copy of the folder that is deleted then, while neighbours read and post beside each
  --operation O  only this one, or those that it begins, with what each statement reads; may be given more than once
  --samples N    how often each page is asked for to be timed (default 25)
  --keep         keep this run beside the data, for the next to be compared with`;

export interface Options {
  dataDir: string;
  /** Beginnings of their names; all when there are none. */
  operations: readonly string[];
  samples: number;
  writes: boolean;
  keep: boolean;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'data-dir': { type: 'string', default: 'data/world' },
      operation: { type: 'string', multiple: true, default: [] },
      samples: { type: 'string', default: '25' },
      writes: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  if (!/^[1-9]\d{0,3}$/.test(values.samples)) throw new TypeError('--samples must be a whole number above 0');
  const { operation: operations, keep, writes } = values;
  if (keep && (operations.length > 0 || writes))
    throw new TypeError('--keep keeps all reads: leave --operation and --writes out.');
  return { dataDir: values['data-dir'], operations, samples: Number(values.samples), writes, keep };
}

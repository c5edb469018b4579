import { parseArgs } from 'node:util';
import { type Ecosystem, ecosystems } from './consumers.ts';

export const usage = `npm run previews -- [options]

Has programs that others publish look at pages, feeds and oEmbed answers of a server of its own, and compares what they show of each kind of
tweet with what it says. Installs them, pinned, in a folder of its own. Exits with 1 when one shows something else through our fault.

  --from NAME    only those from ${ecosystems.join(', ')}; may be given more than once
  --folder PATH  where they are installed, and found again (default: a temporary folder)
  --write PATH   writes what it found there, as Markdown`;

export interface Options {
  from: readonly Ecosystem[];
  folder: string | undefined;
  write: string | undefined;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string', multiple: true, default: [] },
      folder: { type: 'string' },
      write: { type: 'string' },
    },
  });
  const unknown = values.from.find((name) => !ecosystems.some((known) => known === name));
  if (unknown !== undefined) throw new TypeError(`--from must be one of ${ecosystems.join(', ')}`);
  const { folder, write } = values;
  return {
    folder,
    write,
    from: ecosystems.filter((name) => values.from.length === 0 || values.from.includes(name)),
  };
}

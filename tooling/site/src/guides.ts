import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const guidesFolder = join(import.meta.dirname, '../../../docs/guides');

/** In the order in which they are read. */
export const guides = [
  ...['first-app', 'signing-in', 'live', 'uploads', 'errors', 'server-rendering', 'react', 'testing'],
] as const;

/** The programs in a guide. Their lines have the numbers that they have there, so that what is wrong is found in the guide. */
export async function readPrograms(guide: string): Promise<Program[]> {
  const text = await readFile(join(guidesFolder, `${guide}.md`), 'utf8');
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map(
    ({ 0: fenced, 1: extension, 2: source = '', index }, count) => ({
      name: `${guide}-${count + 1}.${extension}`,
      source: text.slice(0, index + fenced.indexOf(source)).replaceAll(/[^\n]+/g, '') + source,
    }),
  );
}

interface Program {
  /** Of a file for it. */
  name: string;
  source: string;
}

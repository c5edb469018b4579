import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const guidesFolder = join(import.meta.dirname, '../../../docs/guides');

/** In the order in which they are read; another that lies in the folder fails the check. */
export const guides = [
  ...['first-app', 'signing-in', 'live', 'uploads', 'errors', 'server-rendering', 'react', 'testing'],
] as const;

/** The programs in a guide. Their lines have the numbers that they have there, so that what is wrong is found in the guide. */
export async function readPrograms(guide: string): Promise<Program[]> {
  const text = await readFile(join(guidesFolder, `${guide}.md`), 'utf8');
  const [, unknown] = /^```(?!(?:sh|tsx?)?$)(.*)$/m.exec(text) ?? [];
  if (unknown !== undefined)
    throw new Error(
      `${guide}.md has a program in "${unknown}"; programs that are compiled are in ts or tsx.`,
    );
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

import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const repository = '../..';

/** What the pages are made of, from the folder of this package. */
const sources = [
  ...['index.html', 'package.json', 'vite.config.ts', 'server/build-pages.ts', 'src/**/*.{ts,tsx,css,svg}'],
  `${repository}/packages/{sdk,react}/src/**/*.{ts,tsx}`,
  `${repository}/packages/api/src/tweets/*.ts`,
  `${repository}/packages/api/src/search/*.ts`,
  `${repository}/pnpm-lock.yaml`,
];

/** The same for the same sources, whenever and wherever they were written. */
export async function keyOfSources(root: string): Promise<string> {
  const names = (await Array.fromAsync(glob(sources, { cwd: root }))).sort();
  const hash = createHash('sha256');
  const contents = await Promise.all(names.map((name) => readFile(join(root, name))));
  for (const [index, content] of contents.entries())
    hash.update(`${names[index]}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 16);
}

import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the pages, as it is and compressed. */
export interface BuiltFile {
  type: string;
  tag: string;
  bodies: { identity: Buffer } & { [Encoding in 'br' | 'gzip']?: Buffer | undefined };
}

/** By their names in the folder, such as `assets/home-Dx3k.js`. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

/** All in memory: less than a megabyte. */
export async function readBuiltFiles(folder: string): Promise<BuiltFiles> {
  const files = new Map<string, BuiltFile>();
  for await (const name of glob('{*,assets/*}', { cwd: folder })) {
    const type = types[extname(name)];
    const file = join(folder, name);
    if (type === undefined || !(await stat(file)).isFile()) continue;
    const identity = await readFile(file);
    const [br, gzip] = await Promise.all(
      [`${file}.br`, `${file}.gz`].map((compressed) => readFile(compressed).catch(() => undefined)),
    );
    files.set(name, toBuiltFile(type, identity, { br, gzip }));
  }
  return files;
}

export function toBuiltFile(
  type: string,
  identity: Buffer,
  compressed: Omit<BuiltFile['bodies'], 'identity'> = {},
): BuiltFile {
  const tag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
  return { type, tag, bodies: { identity, ...compressed } };
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

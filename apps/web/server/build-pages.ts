import { glob, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { build, mergeConfig } from 'vite';
import config from '../vite.config.ts';

/** Builds the pages and compresses them, beside what may be there, and puts them in their place once they are whole. */
const [unfinished, folder] = process.argv.slice(2).map((path) => resolve(path));
if (!unfinished || !folder) throw new Error('Usage: build-pages.ts UNFINISHED FOLDER');
setPriority(constants.priority.PRIORITY_LOW);
const root = join(import.meta.dirname, '..');
await build(
  mergeConfig(config, {
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir: unfinished, emptyOutDir: true },
  }),
);
await compressAll(unfinished);
await rename(unfinished, folder).catch(async (error) => {
  // Another server, which was started at the same time, has built the same.
  if (!(await stat(folder).catch(() => undefined))) throw error;
});
await removeOthers(dirname(folder), basename(folder));

async function compressAll(directory: string): Promise<void> {
  for await (const name of glob('**/*', { cwd: directory })) {
    if (!['.html', '.js', '.css', '.svg'].includes(extname(name))) continue;
    const file = join(directory, name);
    const content = await readFile(file);
    const best = { params: { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY } };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, best));
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: zlib.Z_BEST_COMPRESSION }));
  }
}

/** What was built of other sources; what is unfinished is another process's. */
async function removeOthers(directory: string, own: string): Promise<void> {
  const others = (await readdir(directory)).filter((name) => /^[\da-f]{16}$/.test(name) && name !== own);
  await Promise.all(others.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

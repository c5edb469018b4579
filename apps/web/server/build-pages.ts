import { glob, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { keyOfSources } from './key-of-sources.ts';

/**
 * Builds the pages, unless they are there for the sources as they are, and prints their folder. They are compressed beside what may be
 * there, and put in their place once they are whole.
 */
const [outputs, given] = process.argv.slice(2);
if (!outputs) throw new Error('Usage: build-pages.ts FOLDER_OF_BUILDS [NAME]');
setPriority(constants.priority.PRIORITY_LOW);
const root = join(import.meta.dirname, '..');
const name = given ?? (await keyOfSources(root));
const folder = resolve(outputs, name);
if (!(await isThere(folder))) await buildInto(folder, resolve(outputs, `unfinished-${process.pid}`));
process.stdout.write(folder);

async function buildInto(finished: string, unfinished: string): Promise<void> {
  const [{ build, mergeConfig }, { default: config, serverConfig }] = await Promise.all([
    import('vite'),
    import('../vite.config.ts'),
  ]);
  const own = {
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir: unfinished, emptyOutDir: true },
  };
  await build(mergeConfig(config, own));
  await compressAll(unfinished);
  await build(mergeConfig(serverConfig, { ...own, build: { outDir: join(unfinished, 'server') } }));
  await rename(unfinished, finished).catch(async (error) => {
    // Another server, which was started at the same time, has built the same.
    if (!(await isThere(finished))) throw error;
  });
  await removeOthers(dirname(finished), basename(finished));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function compressAll(directory: string): Promise<void> {
  for await (const path of glob('**/*', { cwd: directory })) {
    if (!['.html', '.js', '.css', '.svg'].includes(extname(path))) continue;
    const file = join(directory, path);
    const content = await readFile(file);
    const best = { params: { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY } };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, best));
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: zlib.Z_BEST_COMPRESSION }));
  }
}

/** What was built of other sources; what is unfinished is another process's. */
async function removeOthers(directory: string, own: string): Promise<void> {
  const others = (await readdir(directory)).filter((other) => /^[\da-f]{16}$/.test(other) && other !== own);
  await Promise.all(others.map((other) => rm(join(directory, other), { recursive: true, force: true })));
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltFiles, readBuiltFiles } from './built-files.ts';
import { keyOfSources } from './key-of-sources.ts';

const root = join(import.meta.dirname, '..');
const outputFolder = join(root, 'dist');

/** The files of the pages as they were built of the sources as they are. */
export interface Build {
  /** Undefined until they are there. */
  readonly files: BuiltFiles | undefined;
  /** Whether they will not be. */
  readonly hasFailed: boolean;
  begin(): void;
  done(): Promise<void>;
  stop(): Promise<void>;
}

export function createBuild(onError: (error: unknown) => void): Build {
  const stopping = new AbortController();
  const { signal } = stopping;
  let files: BuiltFiles | undefined;
  let hasFailed = false;
  let done = Promise.resolve();
  const find = async () => {
    try {
      files = await readBuiltFiles(await findOrBuild(signal));
    } catch (error) {
      hasFailed = true;
      if (!signal.aborted) onError(error);
    }
  };
  return {
    get files() {
      return files;
    },
    get hasFailed() {
      return hasFailed;
    },
    begin() {
      done = find();
    },
    done: () => done,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** The folder of what was built, under a key of what it is built of. */
async function findOrBuild(signal: AbortSignal): Promise<string> {
  const key = await keyOfSources(root);
  // An image has what was built, and none of the sources.
  const [name = key] = key === undefined ? await readdir(outputFolder) : [];
  if (name === undefined) throw new Error(`There is nothing in ${outputFolder}, and nothing to build it of.`);
  const folder = join(outputFolder, name);
  const isBuilt = await stat(folder).catch(() => undefined);
  if (!isBuilt) await buildInto(folder, signal);
  return folder;
}

/** In a process of its own, of low priority, so that the server answers as fast as without. */
async function buildInto(folder: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build-pages.ts'), unfinished, folder], {
    cwd: root,
    // Nothing else of the server's environment: it has secrets, and NODE_ENV would make another build.
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(0, 4_000);
  });
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`The pages could not be built: ${errors}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

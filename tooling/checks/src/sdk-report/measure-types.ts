import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { captureCommand } from './capture-command.ts';
import { subjects } from './subjects.ts';
import { grouped, type Table, toSize } from './table.ts';

/** As an app of today has them; peers' own types need some of Node. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  module: 'ESNext',
  moduleResolution: 'Bundler',
  allowImportingTsExtensions: true,
};
const runs = 2;

/** What the compiler does for ten calls of each, in a file of its own. */
export async function measureTypes(project: string): Promise<Table> {
  const rows: string[][] = [];
  for (const { name, title } of subjects) {
    const config = join(project, `tsconfig.${name}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions, files: [`ten-calls/${name}.ts`] }));
    const outputs: string[] = [];
    for (let run = 0; run < runs; run++) outputs.push(await compile(project, config));
    const output = outputs[0] ?? '';
    const files = output.split('\n').filter((line) => isTypesOfPackage(line));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    rows.push([
      title,
      grouped.format(figure(output, 'Instantiations')),
      `${Math.min(...outputs.map((each) => figure(each, 'Check time'))).toFixed(2)} s`,
      `${Math.min(...outputs.map((each) => figure(each, 'Total time'))).toFixed(2)} s`,
      toSize(sizes.reduce((sum, size) => sum + size, 0)),
      grouped.format(files.length),
    ]);
  }
  return {
    title: `What TypeScript does for ten calls (the least time of ${runs} runs)`,
    head: ['', 'instantiations', 'check time', 'total time', 'types that it reads', 'files of them'],
    rows,
  };
}

function compile(project: string, config: string): Promise<string> {
  const args = ['-p', config, '--extendedDiagnostics', '--listFiles'];
  return captureCommand(join(project, 'node_modules/.bin/tsc'), args, { cwd: project, timeoutMs: 120_000 });
}

/** Not the compiler's own, which are the same for all. */
function isTypesOfPackage(line: string): boolean {
  return (
    line.includes('/node_modules/') &&
    !line.includes('/node_modules/typescript/') &&
    /\.d\.[cm]?ts$/.test(line)
  );
}

function figure(output: string, name: string): number {
  const found = output.match(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm'))?.[1];
  if (found === undefined) throw new Error(`The compiler told no ${name}`);
  return Number(found);
}

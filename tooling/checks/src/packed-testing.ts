import { copyFile, glob, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

/** What an app that uses each has, beside the two packages; the files are those that the README shows. */
const runners: readonly Runner[] = [
  {
    name: 'node-test',
    packages: ['typescript@6.0.3', '@types/node@24'],
    files: ['bot.ts', 'bot.node.test.ts'],
    command: ['node', '--test'],
  },
  {
    name: 'vitest',
    packages: ['vitest@5.1.1'],
    files: ['bot.ts', 'bot.vitest.test.ts'],
    command: ['vitest', 'run'],
  },
  {
    name: 'jest',
    packages: ['jest@30'],
    files: ['bot.js', 'bot.jest.test.js'],
    command: ['jest'],
    isCommonJs: true,
  },
];
const fixtures = fileURLToPath(new URL('../fixtures/testing/', import.meta.url));

await using sdk = await packPackage('sdk');
await using testing = await packPackage('testing');
await runCommand(['publint', '--strict', testing.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', testing.tarball]);
for (const runner of runners) await testApp(runner);
await testFixtures();

/** In an empty project, the test that the README shows. */
async function testApp({ name, packages, files, command, isCommonJs = false }: Runner): Promise<void> {
  const project = join(testing.directory, name);
  await installInEmptyProject(project, [testing.tarball, sdk.tarball, ...packages]);
  if (isCommonJs) await writeFile(join(project, 'package.json'), '{ "private": true, "type": "commonjs" }\n');
  const readme = await readFile(join(project, 'node_modules/@dunlin/testing/README.md'), 'utf8');
  for (const file of files) await writeFile(join(project, file), findExample(readme, file));
  const [program, ...args] = command;
  const startedAt = performance.now();
  const path = program === 'node' ? process.execPath : join(project, 'node_modules/.bin', program);
  await runCommand([path, ...args], { cwd: project });
  console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function findExample(readme: string, file: string): string {
  const [, rest] = readme.split(new RegExp(`\`\`\`[jt]s ${file.replaceAll('.', '\\.')}\\n`));
  const example = rest?.split('\n```')[0];
  if (example === undefined) throw new Error(`The README shows no ${file}.`);
  return `${example}\n`;
}

/** What else it promises, in the project of node:test: typed strictly, and run. */
async function testFixtures(): Promise<void> {
  const project = join(testing.directory, 'node-test');
  const files = (await Array.fromAsync(glob(join(fixtures, '*.ts')))).map((path) => basename(path));
  for (const file of files) await copyFile(join(fixtures, file), join(project, file));
  const options = { module: 'NodeNext', moduleResolution: 'NodeNext', types: ['node'] };
  for (const file of ['bot.node.test.ts', ...files]) {
    await writeFile(join(project, 'tsconfig.json'), consumerTsconfig(file, options));
    await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
  }
  await runCommand([process.execPath, '--test', ...files.filter((file) => file.endsWith('.test.ts'))], {
    cwd: project,
  });
}

interface Runner {
  name: string;
  packages: readonly string[];
  files: readonly string[];
  command: readonly [string, ...string[]];
  isCommonJs?: boolean;
}

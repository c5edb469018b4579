import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

/** Apps as the README shows them, each in its own folder of an empty project. */
const projects: readonly Project[] = [
  {
    name: 'plain',
    packages: ['typescript@6.0.3', '@types/node@24'],
    apps: [{ name: 'node-test', files: ['bot.ts', 'bot.node.test.ts'], command: ['node', '--test'] }],
  },
  {
    name: 'with-runners',
    packages: ['vitest@5.1.1', 'jest@30'],
    apps: [
      { name: 'vitest', files: ['bot.ts', 'bot.vitest.test.ts'], command: ['vitest', 'run'] },
      { name: 'jest', files: ['bot.js', 'bot.jest.test.js'], command: ['jest'], isCommonJs: true },
    ],
  },
];
const fixtures = fileURLToPath(new URL('../fixtures/testing/', import.meta.url));
/** Loaded only where Redis or traces are configured, which a server for tests has not. */
const unreached = /^(?:ioredis|@opentelemetry\/(?:exporter|resources|sdk).*)$/;

await using sdk = await packPackage('sdk');
await using testing = await packPackage('testing');
await runCommand(['publint', '--strict', testing.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', testing.tarball]);
for (const { name, packages, apps } of projects) {
  const project = join(testing.directory, name);
  await installInEmptyProject(project, [testing.tarball, sdk.tarball, ...packages]);
  for (const app of apps) await testApp(project, app);
}
const plain = join(testing.directory, 'plain');
await checkDependencies(join(plain, 'node_modules/@dunlin/testing'));
await testFixtures(plain);

async function testApp(project: string, { name, files, command, isCommonJs = false }: App): Promise<void> {
  const folder = join(project, name);
  await mkdir(folder);
  const type = isCommonJs ? 'commonjs' : 'module';
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, private: true, type }));
  const readme = await readFile(join(project, 'node_modules/@dunlin/testing/README.md'), 'utf8');
  for (const file of files) await writeFile(join(folder, file), findExample(readme, file));
  const [program, ...args] = command;
  const path = program === 'node' ? process.execPath : join(project, 'node_modules/.bin', program);
  const startedAt = performance.now();
  await runCommand([path, ...args], { cwd: folder, timeoutMs: 180_000 });
  console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function findExample(readme: string, file: string): string {
  const [, rest] = readme.split(new RegExp(`\`\`\`[jt]s ${file.replaceAll('.', '\\.')}\\n`));
  const example = rest?.split('\n```')[0];
  if (example === undefined) throw new Error(`The README shows no ${file}.`);
  return `${example}\n`;
}

/** The server is bundled: what it imports, in whichever package it stands here, is what the package must depend on. */
async function checkDependencies(folder: string): Promise<void> {
  const entryPoints = await Array.fromAsync(glob(join(folder, 'dist/**/*.js')));
  const { metafile } = await build({
    ...{ entryPoints, outdir: folder, absWorkingDir: folder, bundle: true, packages: 'external' },
    ...{ format: 'esm', platform: 'node', metafile: true, write: false, logLevel: 'error' },
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.flatMap(({ path, external }) => (external && !isBuiltin(path) ? toPackage(path) : [])),
  );
  // `as`: that is its form.
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'peerDependencies', object>;
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const needed = new Set(imported.filter((name) => !unreached.test(name)));
  const missing = [...needed.difference(declared)];
  const unused = [...declared.difference(needed)];
  if (missing.length + unused.length > 0)
    throw new Error(`packages/testing/package.json lacks [${missing}] and need not have [${unused}].`);
}

function toPackage(path: string): string {
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}

/** What else it promises: typed strictly, and run. */
async function testFixtures(project: string): Promise<void> {
  const files = (await Array.fromAsync(glob(join(fixtures, '*.ts')))).map((path) => basename(path));
  for (const file of files) await copyFile(join(fixtures, file), join(project, file));
  const resolution = { module: 'NodeNext', moduleResolution: 'NodeNext', allowImportingTsExtensions: true };
  const config = consumerTsconfig('**/*.test.ts', { ...resolution, types: ['node'] });
  await writeFile(join(project, 'tsconfig.json'), config);
  await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
  await runCommand([process.execPath, '--test', '--test-timeout=180000', ...files], { cwd: project });
}

interface Project {
  name: string;
  packages: readonly string[];
  apps: readonly App[];
}

interface App {
  name: string;
  files: readonly string[];
  command: readonly [string, ...string[]];
  isCommonJs?: boolean;
}

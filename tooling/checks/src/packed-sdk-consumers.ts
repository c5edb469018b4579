import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '@dunlin/harness/server-process';
import { compileBesideTrpc } from './consumer-beside-trpc.ts';
import { runNextApp } from './consumer-next.ts';
import { runInRuntimes } from './consumer-runtimes.ts';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

const compilers = ['5.9.3', '6.0.3', '7.0.2'];
/** Of what only one of the ways uses. */
const trpc = ['@trpc/client@11', '@trpc/server@11'];
const ways = [
  { module: 'NodeNext', moduleResolution: 'NodeNext', file: 'consumer.ts' },
  { module: 'Node16', moduleResolution: 'Node16', file: 'consumer.ts' },
  // As CommonJS, which Node16 does not let import a package of modules.
  { module: 'Node16', moduleResolution: 'Node16', file: 'consumer.cts' },
  { module: 'ESNext', moduleResolution: 'Bundler', file: 'consumer.ts' },
  { module: 'NodeNext', moduleResolution: 'NodeNext', file: 'consumer-trpc.ts' },
  { module: 'ESNext', moduleResolution: 'Bundler', file: 'consumer-trpc.ts' },
];
const toFixture = (file: string) => fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url));

await using sdk = await packPackage('sdk');
for (const compiler of compilers) await compileConsumer(compiler);
await compileBesideTrpc(sdk);
await runTestOfReadme();
await runConsumer();

async function compileConsumer(compiler: string): Promise<void> {
  const project = join(sdk.directory, `typescript-${compiler}`);
  await installInEmptyProject(project, [sdk.tarball, `typescript@${compiler}`, ...trpc]);
  for (const { file, ...resolution } of ways) {
    await copyFile(toFixture(file.replace('.cts', '.ts')), join(project, file));
    await writeFile(join(project, 'tsconfig.json'), consumerTsconfig(file, resolution));
    const startedAt = performance.now();
    await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
    const elapsedMs = Math.round(performance.now() - startedAt);
    console.log(
      `TypeScript ${compiler}, ${resolution.moduleResolution}, ${file}: compiles in ${elapsedMs} ms`,
    );
  }
}

/** The test of an app that the README shows, as who reads it would have it. */
async function runTestOfReadme(): Promise<void> {
  const project = join(sdk.directory, 'tested-app');
  await installInEmptyProject(project, [sdk.tarball]);
  const readme = await readFile(join(project, 'node_modules/@dunlin/sdk/README.md'), 'utf8');
  const example = readme.match(/## In tests of your app[\s\S]*?```ts\n([\s\S]*?)```/)?.[1];
  if (example === undefined) throw new Error('The README shows no test of an app.');
  await writeFile(join(project, 'app.test.ts'), example);
  await runCommand([process.execPath, '--test', 'app.test.ts'], { cwd: project });
}

/** Uses the packed SDK on Node alone and in other runtimes, against the real server: query, mutation, subscription, error. */
async function runConsumer(): Promise<void> {
  const project = join(sdk.directory, 'run');
  await installInEmptyProject(project, [sdk.tarball]);
  await copyFile(toFixture('consumer-run.ts'), join(project, 'consumer-run.ts'));
  await using server = await startServerProcess({
    env: { DATA_DIR: join(sdk.directory, 'data') },
    logFile: join(sdk.directory, 'server.log'),
  });
  console.log(`Node ${process.version} against the server:`);
  await runCommand([process.execPath, 'consumer-run.ts', server.url], { cwd: project });
  const required = `require('@dunlin/sdk').createClient({ baseUrl: '${server.url}' }).users.get({ id: '1' })`;
  const refused = "({ code }) => { if (code !== 'UNAUTHENTICATED') throw new Error(code); }";
  const program = `${required}.then(() => { throw new Error('answered'); }, ${refused})`;
  await runCommand([process.execPath, '--input-type=commonjs', '--eval', program], { cwd: project });
  console.log('and by require()');
  await runInRuntimes(sdk, server.url);
  await runNextApp(sdk, server.url);
}

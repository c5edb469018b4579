import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { compileBesideTrpc } from './consumer-beside-trpc.ts';
import { runNextApp } from './consumer-next.ts';
import { compilePrograms } from './consumer-programs.ts';
import { runInRuntimes } from './consumer-runtimes.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

await using sdk = await packPackage('sdk');
const programs = await compilePrograms(sdk);
await compileBesideTrpc(sdk);
await runTestOfReadme();
await runPrograms();

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

/** Runs what was compiled in every runtime, and a Next app, against the real server. */
async function runPrograms(): Promise<void> {
  await using server = await startServerProcess({
    env: { DATA_DIR: join(sdk.directory, 'data') },
    logFile: join(sdk.directory, 'server.log'),
  });
  await runInRuntimes(sdk, programs, server.url);
  await runNextApp(sdk, server.url);
}

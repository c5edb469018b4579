import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '@dunlin/testing/server-process';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packSdk } from './pack-sdk.ts';
import { runCommand } from './run-command.ts';

const compilers = ['5.9.3', '6.0.3', '7.0.2'];
const resolutions = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
];
const fixture = fileURLToPath(new URL('../fixtures/consumer.ts', import.meta.url));
const runFixture = fileURLToPath(new URL('../fixtures/consumer-run.ts', import.meta.url));

await using sdk = await packSdk();
for (const compiler of compilers) await compileConsumer(compiler);
await runConsumer();

async function compileConsumer(compiler: string): Promise<void> {
  const project = join(sdk.directory, `typescript-${compiler}`);
  await installInEmptyProject(project, [sdk.tarball, `typescript@${compiler}`]);
  await copyFile(fixture, join(project, 'consumer.ts'));
  for (const resolution of resolutions) {
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(tsconfig(resolution)));
    const startedAt = performance.now();
    await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
    const elapsedMs = Math.round(performance.now() - startedAt);
    console.log(`TypeScript ${compiler}, ${resolution.moduleResolution}: compiles in ${elapsedMs} ms`);
  }
}

/** Uses the packed SDK on Node alone, against the real server: query, mutation, subscription, error. */
async function runConsumer(): Promise<void> {
  const project = join(sdk.directory, 'run');
  await installInEmptyProject(project, [sdk.tarball]);
  await copyFile(runFixture, join(project, 'consumer-run.ts'));
  await using server = await startServerProcess({
    env: { DATA_DIR: join(sdk.directory, 'data') },
    logFile: join(sdk.directory, 'server.log'),
  });
  console.log(`Node ${process.version} against the server:`);
  await runCommand([process.execPath, 'consumer-run.ts', server.url], { cwd: project });
}

function tsconfig(resolution: Record<string, string>) {
  return {
    compilerOptions: {
      ...resolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    },
    include: ['consumer.ts'],
  };
}

import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packSdk } from './pack-sdk.ts';
import { runCommand } from './run-command.ts';

const compilers = ['5.9.3', '6.0.3', '7.0.2'];
const resolutions = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
];
const fixture = fileURLToPath(new URL('../fixtures/consumer.ts', import.meta.url));

await using sdk = await packSdk();
for (const compiler of compilers) await compileConsumer(compiler);

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

import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { buildNextPage } from './consumer-next-react.ts';
import { consumerTsconfig } from './consumer-tsconfig.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

/** Of what it adds to a page that has React, TanStack Query and the SDK, gzipped; most of the composer is twitter-text. */
const maxBytes = {
  '@dunlin/react': 10_000,
  '@dunlin/react/composer': 45_000,
  '@dunlin/react/options': 4_000,
};
const theirs = [
  'react',
  'react/jsx-runtime',
  '@tanstack/react-query',
  '@dunlin/sdk',
  '@dunlin/sdk/upload',
  '@dunlin/react',
  '@dunlin/react/options',
];
const fixture = 'consumer-react.tsx';

await using sdk = await packPackage('sdk');
await using react = await packPackage('react');
await runCommand(['publint', '--strict', react.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', react.tarball]);
const project = join(react.directory, 'project');
await installInEmptyProject(project, [
  ...[sdk.tarball, react.tarball, 'react@19', 'react-dom@19', '@tanstack/react-query@5'],
  ...['@types/react@19', '@types/react-dom@19', 'typescript@6.0.3'],
]);
for (const [name, limit] of Object.entries(maxBytes)) await checkSize(name, limit);
await compileAndRender();
await buildNextPage(sdk, react);

async function checkSize(name: string, limit: number): Promise<void> {
  const bundle = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: project },
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'error' },
    plugins: [withoutTheirs(name)],
  });
  const bytes = gzipSync(bundle.outputFiles[0]?.contents ?? new Uint8Array()).length;
  console.log(`${name}, gzipped: ${bytes} bytes (limit ${limit})`);
  if (bytes > limit)
    throw new Error(
      'The package has outgrown its size limit. Leave something out, or raise the limit with a reason.',
    );
}

/** Leaves out what the page has anyway; not by `external`, which leaves out all entries of a package. */
function withoutTheirs(name: string): Plugin {
  return {
    name: 'without-theirs',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path }) =>
        path !== name && theirs.includes(path) ? { path, external: true } : undefined,
      );
    },
  };
}

/** A component that uses it, strictly typed, rendered where there is no window. */
async function compileAndRender(): Promise<void> {
  await copyFile(fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url)), join(project, fixture));
  const resolution = { module: 'NodeNext', moduleResolution: 'NodeNext', jsx: 'react-jsx' };
  await writeFile(join(project, 'tsconfig.json'), consumerTsconfig(fixture, resolution));
  await runCommand([join(project, 'node_modules/.bin/tsc')], { cwd: project });
  for (const format of ['esm', 'cjs'] as const) {
    const outfile = join(project, `rendered.${format === 'esm' ? 'mjs' : 'cjs'}`);
    await build({
      ...{ entryPoints: [join(project, fixture)], outfile, format, bundle: true, packages: 'external' },
      ...{ jsx: 'automatic', platform: 'node', logLevel: 'error' },
    });
    await runCommand([process.execPath, outfile], { cwd: project });
  }
}

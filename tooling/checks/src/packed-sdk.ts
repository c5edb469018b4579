import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packSdk } from './pack-sdk.ts';
import { runCommand } from './run-command.ts';

const maxTypesBytes = 80_000;
/** Of what a page bundles, with all that comes with it, gzipped. */
const maxBytes = {
  everything: { source: "export * from '@dunlin/sdk';", limit: 12_000 },
  'one call': {
    source: `
      import { createClient } from '@dunlin/sdk';
      createClient({ baseUrl: 'https://dunlin.example' }).tweets.get({ id: '1' }).then(console.log);`,
    limit: 9_000,
  },
};

// The published artefact, not the sources: what is in the tarball, how its types resolve, what it costs in a browser.
await using sdk = await packSdk();
await runCommand(['publint', '--strict', sdk.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', sdk.tarball]);
const project = join(sdk.directory, 'bundle');
await installInEmptyProject(project, [sdk.tarball]);
const types = await stat(join(project, 'node_modules/@dunlin/sdk/dist/index.d.ts'));
assertWithin('types', types.size, maxTypesBytes);
for (const [name, { source, limit }] of Object.entries(maxBytes))
  assertWithin(`${name}, gzipped`, await sizeOfBundle(source), limit);

async function sizeOfBundle(contents: string): Promise<number> {
  const bundle = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    minify: true,
    platform: 'browser',
    write: false,
  });
  return gzipSync(bundle.outputFiles[0]?.contents ?? new Uint8Array()).length;
}

function assertWithin(name: string, bytes: number, limit: number): void {
  console.log(`@dunlin/sdk, ${name}: ${bytes} bytes (limit ${limit})`);
  if (bytes > limit)
    throw new Error(
      'The SDK has outgrown its size limit. Split off what few callers need, or raise the limit with a reason.',
    );
}

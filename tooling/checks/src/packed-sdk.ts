import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packSdk } from './pack-sdk.ts';
import { runCommand } from './run-command.ts';

const maxGzipBytes = 16_000;

// The published artefact, not the sources: what is in the tarball, how its types resolve, what it costs in a browser.
await using sdk = await packSdk();
await runCommand(['publint', '--strict', sdk.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', sdk.tarball]);
await checkSize();

async function checkSize(): Promise<void> {
  const project = join(sdk.directory, 'bundle');
  await installInEmptyProject(project, [sdk.tarball]);
  const bundle = await build({
    stdin: { contents: "export * from '@dunlin/sdk';", resolveDir: project },
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    minify: true,
    platform: 'browser',
    write: false,
  });
  const bytes = bundle.outputFiles[0]?.contents ?? new Uint8Array();
  const gzipBytes = gzipSync(bytes).length;
  console.log(
    `@dunlin/sdk with its dependencies: ${bytes.length} bytes minified, ${gzipBytes} gzipped (limit ${maxGzipBytes})`,
  );
  if (gzipBytes > maxGzipBytes) {
    throw new Error(
      'The SDK has outgrown its size limit. Split off what few callers need, or raise the limit with a reason.',
    );
  }
}

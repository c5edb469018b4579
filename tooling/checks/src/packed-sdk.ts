import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { installInEmptyProject } from './install-in-empty-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';
import { sizeOfBundle } from './size-of-bundle.ts';

const maxTypesBytes = 87_000;
const oneCall = `
  import { createClient } from '@dunlin/sdk';
  createClient({ baseUrl: 'https://dunlin.example' }).tweets.get({ id: '1' }).then(console.log);`;
/** Of what a page loads at first, gzipped: what streams need comes in a file of its own with the first of them, if the bundler splits. */
const maxBytes: Record<string, SizeLimit> = {
  'one call': { source: oneCall, splitting: true, limit: 9_000 },
  'one call and streams, in one file': { source: oneCall, splitting: false, limit: 10_500 },
  'everything, in one file': { source: "export * from '@dunlin/sdk';", splitting: false, limit: 12_000 },
  'one call and an upload': {
    source: `${oneCall}
      import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
      console.log(uploadMedia, waitUntilReady);`,
    splitting: true,
    limit: 11_500,
  },
  'one call and an outbox': {
    source: `${oneCall}
      import { browserOutboxStore, createOutbox } from '@dunlin/sdk/outbox';
      console.log(browserOutboxStore, createOutbox);`,
    splitting: true,
    // 0.4 kB of it keep the order in memory, so that a write costs the same however much waits.
    limit: 11_100,
  },
  'what tests of apps use': {
    source: "export * from '@dunlin/sdk/testing';",
    splitting: true,
    limit: 12_000,
  },
};

// The published artefact, not the sources: what is in the tarball, how its types resolve, what it costs in a browser.
await using sdk = await packPackage('sdk');
await runCommand(['publint', '--strict', sdk.tarball]);
await runCommand(['attw', '--profile', 'node16', '--no-definitely-typed', sdk.tarball]);
const project = join(sdk.directory, 'bundle');
await installInEmptyProject(project, [sdk.tarball]);
const types = await stat(join(project, 'node_modules/@dunlin/sdk/dist/index.d.ts'));
assertWithin('types', types.size, maxTypesBytes);
for (const [name, { source, splitting, limit }] of Object.entries(maxBytes))
  assertWithin(`${name}, gzipped`, await sizeOfBundle(project, source, { splitting }), limit);

function assertWithin(name: string, bytes: number, limit: number): void {
  console.log(`@dunlin/sdk, ${name}: ${bytes} bytes (limit ${limit})`);
  if (bytes > limit)
    throw new Error(
      'The SDK has outgrown its size limit. Split off what few callers need, or raise the limit with a reason.',
    );
}

interface SizeLimit {
  /** A program that uses the package. */
  source: string;
  splitting: boolean;
  limit: number;
}

import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

const fixture = fileURLToPath(new URL('../fixtures/consumer-runtime.ts', import.meta.url));

/** Too large to be installed with the workspace: workerd alone has 120 MB. */
const runtimes: readonly Runtime[] = [
  {
    name: 'edge-runtime',
    package: '@edge-runtime/vm@5.0.0',
    entry: "export { useSdk } from './consumer-runtime.ts';",
    format: 'iife',
    host: `
      import { readFileSync } from 'node:fs';
      import { EdgeVM } from '@edge-runtime/vm';
      const vm = new EdgeVM();
      vm.evaluate(readFileSync('edge-runtime.js', 'utf8'));
      const answer = await vm.evaluate(\`app.useSdk('\${process.argv[2]}', 'on_edge_runtime')\`);
      if (answer !== 'ok') throw new Error(answer);
    `,
  },
  {
    name: 'miniflare',
    package: 'miniflare@4.20260730.0',
    entry: `
      import { useSdk } from './consumer-runtime.ts';
      export default {
        async fetch(request) {
          const url = new URL(request.url).searchParams;
          return new Response(await useSdk(url.get('server'), url.get('name')).catch((error) => String(error?.stack)));
        },
      };
    `,
    format: 'esm',
    host: `
      import { Miniflare } from 'miniflare';
      const miniflare = new Miniflare({
        modules: true,
        scriptPath: 'miniflare.js',
        compatibilityDate: '2026-01-01',
        host: '127.0.0.1',
      });
      // Twice: what one request leaves behind must not be in the way of the next.
      for (const name of ['in_miniflare', 'in_miniflare_2']) {
        const query = new URLSearchParams({ server: process.argv[2], name });
        const response = await miniflare.dispatchFetch('http://worker/?' + query);
        const answer = await response.text();
        if (answer !== 'ok') throw new Error(answer);
      }
      await miniflare.dispose();
    `,
  },
];

/** Uses the packed SDK in runtimes that have less than Node, against the real server. */
export async function runInRuntimes(sdk: PackedPackage, serverUrl: string): Promise<void> {
  for (const runtime of runtimes) {
    const project = join(sdk.directory, runtime.name);
    await installInEmptyProject(project, [sdk.tarball, runtime.package]);
    await copyFile(fixture, join(project, 'consumer-runtime.ts'));
    await build({
      stdin: { contents: runtime.entry, resolveDir: project },
      outfile: join(project, `${runtime.name}.js`),
      ...{ bundle: true, format: runtime.format, globalName: 'app', platform: 'browser' },
      logLevel: 'error',
    });
    await writeFile(join(project, 'host.mjs'), runtime.host);
    await runCommand([process.execPath, 'host.mjs', serverUrl], { cwd: project });
    console.log(`and in ${runtime.name}`);
  }
}

interface Runtime {
  name: string;
  package: string;
  /** What is bundled. */
  entry: string;
  format: 'iife' | 'esm';
  /** The program on Node that runs it, given the address of the server. */
  host: string;
}

import { copyFile, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { runInChromium } from './consumer-chromium.ts';
import type { Program } from './consumer-programs.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

// Of an older Node the registry has packages for Linux alone.
const isLinux = platform() === 'linux';
const node22 = `node-linux-${arch()}`;

/** Too large to be installed with the workspace: workerd alone has 120 MB. */
const packages = [
  ...['bun@1.4.5', 'deno@2.9.6', ...(isLinux ? [`${node22}@22.23.5`] : [])],
  ...['@edge-runtime/vm@5.0.0', 'miniflare@4.20260730.0'],
];
const runtimes: Record<string, (run: Run) => Promise<void>> = {
  ...(isLinux && { 'Node 22': (run: Run) => runUnbundled([`node_modules/${node22}/bin/node`], run) }),
  [`Node ${process.version}`]: (run) => runUnbundled([process.execPath], run),
  Bun: (run) => runUnbundled(['node_modules/.bin/bun', 'run'], run),
  Deno: (run) =>
    runUnbundled(['node_modules/.bin/deno', 'run', '--quiet', '--cached-only', '--allow-all'], run),
  'edge-runtime': async (run) => runHost('edge-runtime', await bundle(run, 'iife'), run),
  miniflare: async (run) => runHost('miniflare', await bundle(run, 'esm', worker), run),
  Chromium: async (run) => runInChromium(await bundle(run, 'iife'), run.serverUrl, run.user),
};

const hosts = {
  unbundled: `
    import process from 'node:process';
    const [program, server, user] = process.argv.slice(2);
    const { useSdk } = await import(program);
    console.log(await useSdk(server, user));
  `,
  'edge-runtime': `
    import { readFileSync } from 'node:fs';
    import { EdgeVM } from '@edge-runtime/vm';
    const [program, server, user] = process.argv.slice(2);
    const vm = new EdgeVM();
    vm.evaluate(readFileSync(program, 'utf8'));
    console.log(await vm.evaluate(\`app.useSdk('\${server}', '\${user}')\`));
  `,
  miniflare: `
    import { Miniflare } from 'miniflare';
    const [scriptPath, server, user] = process.argv.slice(2);
    const miniflare = new Miniflare({
      modules: true,
      scriptPath,
      compatibilityDate: '2026-01-01',
      host: '127.0.0.1',
    });
    // Twice: what one request leaves behind must not be in the way of the next.
    for (const name of [user, user + '_2']) {
      const response = await miniflare.dispatchFetch('http://worker/?' + new URLSearchParams({ server, name }));
      const answer = await response.text();
      if (!response.ok) throw new Error(answer);
      console.log(answer);
    }
    await miniflare.dispose();
  `,
};
const worker = `
  export default {
    async fetch(request) {
      const url = new URL(request.url).searchParams;
      try {
        return new Response(await useSdk(url.get('server'), url.get('name')));
      } catch (error) {
        return new Response(error?.stack, { status: 500 });
      }
    },
  };
`;

/** Uses the packed SDK in every runtime, as every compiler wrote it, against the real server. */
export async function runInRuntimes(
  sdk: PackedPackage,
  programs: readonly Program[],
  serverUrl: string,
): Promise<void> {
  const project = join(sdk.directory, 'runtimes');
  await installInEmptyProject(project, [sdk.tarball, ...packages]);
  for (const [name, host] of Object.entries(hosts)) await writeFile(join(project, `${name}.mjs`), host);
  let users = 0;
  for (const { name, file, compiledBy } of programs) {
    console.log(`\nWhat ${compiledBy.join('; ')} wrote:`);
    const program = name + extname(file);
    await copyFile(file, join(project, program));
    for (const [runtime, run] of Object.entries(runtimes)) {
      console.log(`in ${runtime}:`);
      await run({ project, program, serverUrl, user: `consumer_${++users}` });
    }
  }
}

async function runUnbundled(command: readonly [string, ...string[]], run: Run): Promise<void> {
  const { project, program, serverUrl, user } = run;
  await runCommand([...command, 'unbundled.mjs', `./${program}`, serverUrl, user], { cwd: project });
}

async function runHost(
  host: keyof typeof hosts,
  bundled: string,
  { project, serverUrl, user }: Run,
): Promise<void> {
  await runCommand([process.execPath, `${host}.mjs`, bundled, serverUrl, user], { cwd: project });
}

/** Where there are no packages; returns the path of the file, in which `app` has what the program exports. */
async function bundle({ project, program }: Run, format: 'iife' | 'esm', entry = ''): Promise<string> {
  const outfile = join(project, `${program}.${format}.js`);
  const contents = `import { useSdk } from './${program}'; export { useSdk }; ${entry}`;
  await build({
    ...{ stdin: { contents, resolveDir: project }, outfile, bundle: true, format, globalName: 'app' },
    ...{ platform: 'browser', logLevel: 'error' },
  });
  return outfile;
}

interface Run {
  project: string;
  /** The name of a file in the project. */
  program: string;
  serverUrl: string;
  /** Of names that nobody has yet. */
  user: string;
}

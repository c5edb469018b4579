import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

// The build runs in the folder of the package.
const clock = resolve('src/server/clock-date.ts');

/** Ours, and the libraries that it asks what has expired. */
const following =
  /\/(?:packages\/(?:api|backends)|apps\/server)\/src\/|\/node_modules\/(?:jose|lucia|oslo)\//;
/** They set times beside those of the machine: of files, of the queue's own clock, of logs. */
const apart =
  /\/(?:outbox\/queue|observability)\/|\/(?:work-folder|local-disk)\.ts$|\/packages\/backends\/src\/bus\//;

/** Gives `Date` in the files that follow the test's clock that clock, whatever they are bundled with. */
export const followClock: EsbuildPlugin = {
  name: 'follow-clock',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      if (!following.test(path) || apart.test(path)) return;
      const source = await readFile(path, 'utf8');
      if (!/\bDate\b/.test(source)) return;
      const isCommonJs = /\brequire\(|\bmodule\.exports\b/.test(source);
      const from = JSON.stringify(clock);
      const date = isCommonJs ? `const { Date } = require(${from});` : `import { Date } from ${from};`;
      return { contents: `${date}\n${source}`, loader: extname(path).endsWith('ts') ? 'ts' : 'js' };
    });
  },
};

/** As much of esbuild's as is used here. */
interface EsbuildPlugin {
  name: string;
  setup(build: {
    onLoad(
      options: { filter: RegExp },
      load: (file: { path: string }) => Promise<{ contents: string; loader: 'ts' | 'js' } | undefined>,
    ): void;
  }): void;
}

import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Gzipped bytes of a program bundled for a browser; if it is split, of what a page loads at first. */
export async function sizeOfBundle(
  project: string,
  source: string,
  { splitting }: { splitting: boolean },
): Promise<number> {
  const bundle = await build({
    stdin: { contents: source, resolveDir: project },
    ...{ bundle: true, splitting, minify: true, metafile: true },
    format: 'esm',
    logLevel: 'error',
    ...{ absWorkingDir: project, outdir: project },
    platform: 'browser',
    write: false,
  });
  const first = new Set(['stdin.js']);
  for (const path of first)
    for (const { path: imported, kind } of bundle.metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') first.add(imported);
  const loaded = bundle.outputFiles.filter(({ path }) => first.has(relative(project, path)));
  return loaded.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
}

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { guides, guidesFolder, readPrograms } from './guides.ts';

const root = join(import.meta.dirname, '..');
/** Where the packages are found that programs of the guides import. */
const folder = join(root, 'node_modules/.cache/guides');

/** Compiles every program in the guides as it stands there. @throws Error that says what does not compile, and where */
export async function checkGuides(): Promise<number> {
  const listed = [...guides.map((name) => `${name}.md`), 'README.md'];
  const others = (await readdir(guidesFolder)).filter((name) => !listed.includes(name));
  if (others.length > 0) throw new Error(`Name ${others.join(', ')} in guides.ts, in its place.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const { name, source } of (await Promise.all(guides.map(readPrograms))).flat()) {
    files.push(join(folder, name));
    await writeFile(join(folder, name), source);
  }
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
  const diagnostics = ts.getPreEmitDiagnostics(program);
  if (diagnostics.length > 0)
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => folder,
        getCanonicalFileName: (name) => name,
        getNewLine: () => '\n',
      }),
    );
  return files.length;
}

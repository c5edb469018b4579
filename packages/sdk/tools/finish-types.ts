import { glob, readFile, writeFile } from 'node:fs/promises';

/** The types of tRPC use Disposable, which consumers' `lib` may lack. */
const libOfTrpc = '/// <reference lib="esnext.disposable" />\n';

for await (const file of glob('dist/*.d.{ts,cts}')) {
  const types = await readFile(file, 'utf8');
  // TypeScript indents by four spaces a level, and comments by one more: a tenth of all that is published of types.
  const indented = types.replaceAll(/(?<=^ *) {4}/gm, '\t').replaceAll(/^(\t*) \*/gm, '$1*');
  const compact = indented.replaceAll(/\/\*\*\n\t*\* /g, '/** ').replaceAll(/\n\t*\*\/$/gm, ' */');
  const lib = types.includes("from '@trpc/server'") ? libOfTrpc : '';
  await writeFile(file, lib + exportInPlace(compact));
}

/** Exports types where they stand: the list of them says all names once more. */
function exportInPlace(types: string): string {
  const [list, names = ''] = /^export type \{ (\w+(?:, \w+)*) \};\n/m.exec(types) ?? [];
  const declaration = new RegExp(`^(?:interface|type) (?:${names.split(', ').join('|')})\\b`, 'gm');
  return list ? types.replace(list, '').replaceAll(declaration, 'export $&') : types;
}

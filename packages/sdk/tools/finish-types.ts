import { glob, readFile, writeFile } from 'node:fs/promises';

/** The types of tRPC use Disposable, which consumers' `lib` may lack. */
const libOfTrpc = '/// <reference lib="esnext.disposable" />\n';

for await (const file of glob('dist/*.d.{ts,cts}')) {
  const types = await readFile(file, 'utf8');
  // TypeScript indents by four spaces a level, and comments by one more: a tenth of all that is published of types.
  const indented = types.replaceAll(/(?<=^ *) {4}/gm, '\t').replaceAll(/^(\t*) \*/gm, '$1*');
  await writeFile(file, `${types.includes("from '@trpc/server'") ? libOfTrpc : ''}${indented}`);
}

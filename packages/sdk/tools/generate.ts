import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folder, generateFiles } from './generated-files.ts';

const files = generateFiles();
await rm(folder, { recursive: true, force: true });
for (const { path, content } of files) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

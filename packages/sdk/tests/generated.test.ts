import { readdir, readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { appRouter, listProcedures } from '@dunlin/api';
import { expect, test } from 'vitest';
import { folder, generateFiles } from '../tools/generated-files.ts';
import { exampleOf } from '../tools/write-example.ts';

const files = generateFiles();

test.for(files)('the router is what $path says', async ({ path, content }) => {
  const checkedIn = await readFile(path, 'utf8');
  expect(checkedIn, `${relative(folder, path)} is out of date: run \`npm run sdk:generate\``).toBe(content);
});

test('no generated file is left over', async () => {
  const entries = await readdir(folder, { recursive: true });
  const names = entries.filter((name) => name.endsWith('.ts'));
  expect(names.sort()).toEqual(files.map(({ path }) => relative(folder, path)).sort());
});

test('every example is an input that its operation takes', () => {
  for (const { path, input } of listProcedures(appRouter)) {
    if (input) expect(input.safeParse(exampleOf(input, path)), path).toMatchObject({ success: true });
  }
});

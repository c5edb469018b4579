import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { variableNames } from '@dunlin/server/config';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../../..');
const read = (file: string) => readFile(join(repository, file), 'utf8');
const known = new Set(variableNames.flatMap((name) => [name, `${name}_FILE`]));

const Compose = z.object({
  services: z.record(z.string(), z.object({ environment: z.record(z.string(), z.string()).default({}) })),
});
const Manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

test('the services are told nothing that the server does not read, and no secret but by file', async () => {
  const { services } = Compose.parse(parse(await read('compose.yaml'), { merge: true }));
  for (const service of ['api', 'worker']) {
    const names = Object.keys(services[service]?.environment ?? {});
    expect(names).toContain('DUNLIN_ROLE');
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names.filter((name) => /SECRET|PASSWORD|KEY|^(DATABASE|REDIS)_URL/.test(name))).toSatisfy(
      (secrets: string[]) => secrets.every((name) => name.endsWith('_FILE')),
    );
  }
});

test('the image tells the server nothing that it does not read', async () => {
  const variables = [...(await read('Dockerfile')).matchAll(/^(?:ENV| {2}(?=PATH=))(.*)$/gm)]
    .flatMap(([, line = '']) => [...line.matchAll(/(\w+)=/g)])
    .map(([, name = '']) => name);
  const ofOthers = ['NODE_COMPILE_CACHE', 'PATH'];
  expect(variables).toContain('DATA_DIR');
  expect(variables.filter((name) => !known.has(name) && !ofOthers.includes(name))).toEqual([]);
});

test('the image has each package of the workspace that the server stands on', async () => {
  const [dockerfile, ignored] = await Promise.all([read('Dockerfile'), read('.dockerignore')]);
  const folders = await foldersBeneath('apps/server');
  expect(folders).toContain('packages/db');
  for (const folder of folders) {
    expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/\n`);
    expect(ignored).toContain(`!${folder}/package.json\n!${folder}/src\n`);
  }
});

/** Of a package and of all that it needs when it runs. */
async function foldersBeneath(folder: string): Promise<string[]> {
  const { dependencies } = Manifest.parse(JSON.parse(await read(`${folder}/package.json`)));
  const own = Object.keys(dependencies).filter((name) => name.startsWith('@dunlin/'));
  const folders = own.map((name) => name.replace('@dunlin', name === '@dunlin/web' ? 'apps' : 'packages'));
  const beneath = await Promise.all(folders.map(foldersBeneath));
  return [...new Set([folder, ...beneath.flat()])];
}

import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rootDirectory } from '../../bootstrap/pnpm.mjs';
import { packPackage } from './pack-package.ts';
import { measureBehaviours } from './sdk-report/measure-behaviours.ts';
import { measureHovers } from './sdk-report/measure-hovers.ts';
import { measureSizes } from './sdk-report/measure-sizes.ts';
import { measureTypes } from './sdk-report/measure-types.ts';
import { prepareProject } from './sdk-report/prepare-project.ts';
import { subjects } from './sdk-report/subjects.ts';
import { type Table, toMarkdown } from './sdk-report/table.ts';

const parts: Record<string, (project: string) => Promise<Table>> = {
  sizes: measureSizes,
  types: measureTypes,
  hovers: measureHovers,
  behaviours: measureBehaviours,
};
const document = join(rootDirectory, 'docs/sdk.md');

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
});
const chosen = values.only ?? Object.keys(parts);
const unknown = chosen.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined)
  throw new Error(`No part "${unknown}"; there are ${Object.keys(parts).join(', ')}`);

await using sdk = await packPackage('sdk');
const project = await prepareProject(sdk);
for (const name of chosen) {
  const table = await parts[name]?.(project);
  if (!table) continue;
  console.log(`\n## ${table.title}\n\n${toMarkdown(table)}`);
  if (values.write) await renew(name, table);
}

/** Replaces the figures of a part, between its marks; the words around them are written by hand. */
async function renew(name: string, table: Table): Promise<void> {
  const [begin, end] = [`<!-- ${name}: by npm run sdk-report -- --write -->`, `<!-- end of ${name} -->`];
  const text = await readFile(document, 'utf8');
  const [before, rest] = [text.split(begin)[0], text.split(end)[1]];
  if (before === undefined || rest === undefined) throw new Error(`${document} has no place for ${name}`);
  await writeFile(document, `${before}${begin}\n${toMarkdown(table)}\n\n${origin()}\n${end}${rest}`);
}

/** When, of what and on what it was measured. */
function origin(): string {
  const versions = subjects.flatMap((subject) => subject.packages.slice(0, 1)).join(', ');
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${process.version}`;
  return `${new Date().toISOString().slice(0, 10)}; ${versions}; ${machine}.`;
}

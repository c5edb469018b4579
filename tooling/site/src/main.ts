import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSite } from './build-site.ts';
import { checkGuides } from './check-guides.ts';
import { canOpen, openSite } from './open-site.ts';

/** The reference and the guides: `npm run site -- [--out FOLDER]`. */
const { values } = parseArgs({
  options: { out: { type: 'string', default: join(import.meta.dirname, '../dist') } },
});
console.log(`${await checkGuides()} programs of the guides compile.`);
await buildSite(values.out);
if (canOpen) await openSite(values.out);
console.log(`Open ${pathToFileURL(join(values.out, 'index.html'))}`);

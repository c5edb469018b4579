import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSite } from './build-site.ts';
import { checkGuides } from './check-guides.ts';
import { canOpen, openSite } from './open-site.ts';

/** The reference and the guides: `npm run site`. */
const folder = join(import.meta.dirname, '../dist');
console.log(`${await checkGuides()} programs of the guides compile.`);
await buildSite(folder);
if (canOpen) await openSite(folder);
console.log(`Open ${pathToFileURL(join(folder, 'index.html'))}`);

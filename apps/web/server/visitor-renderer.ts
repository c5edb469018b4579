import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PageFrame, VisitorModule } from '../src/visitor/visitor-page.ts';
import type { Brand } from './brand.ts';
import type { Build } from './build.ts';

/** What makes documents of what visitors may see, and the files that these load. */
export interface VisitorRenderer {
  module: VisitorModule;
  assets: Omit<PageFrame, 'baseUrl' | 'languages'>;
}

/** Loads it when it is first asked for; undefined until it is built. */
export function createVisitorRenderer(
  build: Build,
  brand: Brand,
): () => Promise<VisitorRenderer | undefined> {
  let loaded: Promise<VisitorRenderer> | undefined;
  return async () => {
    if (build.folder === undefined) return;
    loaded ??= load(build.folder, brand);
    return loaded;
  };
}

async function load(folder: string, { name, logo, style }: Brand): Promise<VisitorRenderer> {
  const [module, manifest] = await Promise.all([
    // `as`: what build-pages.ts builds of src/visitor/render.tsx.
    import(pathToFileURL(join(folder, 'server/render.mjs')).href) as Promise<VisitorModule>,
    readFile(join(folder, '.vite/manifest.json'), 'utf8'),
  ]);
  // `as`: as Vite writes it.
  const files = JSON.parse(manifest) as Record<string, { file: string; css?: string[] }>;
  const [script, app, icon, picture] = [
    ...['src/visitor/take-over.ts', 'index.html'],
    ...['src/styles/icon.svg', 'src/styles/icon.png'],
  ].map((source) => files[source]);
  if (!script || !app || !icon || !picture)
    throw new Error(`The build in ${folder} has not all that visitors need.`);
  const assets = {
    styles: [...(app.css ?? []).map((file) => `/${file}`), ...(style ? [style] : [])],
    icon: logo ?? `/${icon.file}`,
    // Of the types that a logo may have, it alone is shown everywhere.
    picture: logo?.endsWith('.png') ? logo : `/${picture.file}`,
    brand: { name, logo },
    script: `/${script.file}`,
    app: `/${app.file}`,
  };
  return { module, assets };
}

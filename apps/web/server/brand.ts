import { toAccentStyle } from './accent.ts';
import { type BuiltFile, toBuiltFile } from './built-files.ts';
import { compress } from './compress.ts';
import { escapeHtml } from './escape-html.ts';

/** What a host calls its server, and how its pages look. */
export interface BrandOptions {
  name: string;
  /** Undefined: as Dunlin's. */
  logo?: { type: string; bytes: Buffer } | undefined;
  /** As `#0a6a88`. */
  accent?: string | undefined;
}

export interface Brand {
  name: string;
  /** Where its logo and its colours are, if it has any of its own. */
  logo: string | undefined;
  style: string | undefined;
  /** Those, by their names in `assets/`. */
  files: ReadonlyMap<string, BuiltFile>;
}

const endings: Readonly<Record<string, string>> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/webp': 'webp',
};

export function createBrand({ name, logo, accent }: BrandOptions): Brand {
  const files = new Map<string, BuiltFile>();
  const add = (title: string, ending: string, file: BuiltFile) => {
    // Its name changes with its content, as those of all assets do.
    const path = `${title}-${file.tag.replaceAll(/[^\w-]/g, '')}.${ending}`;
    files.set(path, file);
    return `/assets/${path}`;
  };
  return {
    ...{ name, files },
    logo: logo && add('logo', endings[logo.type] ?? 'bin', toBuiltFile(logo.type, logo.bytes)),
    style:
      accent &&
      add('accent', 'css', toBuiltFile('text/css; charset=utf-8', Buffer.from(toAccentStyle(accent)))),
  };
}

/** The document of the app with what is the host's own; the same where nothing is. */
export async function toBranded(page: BuiltFile, { name, logo, style }: Brand): Promise<BuiltFile> {
  const own = [
    style && `<link rel="stylesheet" href="${style}" />`,
    logo && `<link rel="icon" href="${logo}" />`,
    logo?.endsWith('.png') && `<link rel="apple-touch-icon" href="${logo}" />`,
  ].filter(Boolean);
  if (name === 'Dunlin' && own.length === 0) return page;
  const data = `data-name="${escapeHtml(name)}"${logo ? ` data-logo="${logo}"` : ''}`;
  const text = page.bodies.identity
    .toString()
    .replace('<html ', () => `<html ${data} `)
    .replace(/<title>.*?<\/title>/, () => `<title>${escapeHtml(name)}</title>`)
    .replace(logo ? /<link rel="(?:apple-touch-)?icon"[^>]*>/g : /$^/, '')
    .replace('</head>', () => `${own.join('')}</head>`);
  const [br, gzip] = await Promise.all([compress(text, 'br', ['br']), compress(text, 'gzip', ['gzip'])]);
  // `as`: what is compressed is bytes.
  return toBuiltFile(page.type, Buffer.from(text), { br: br.body as Buffer, gzip: gzip.body as Buffer });
}

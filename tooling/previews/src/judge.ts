import { type Post, secret } from './posts.ts';

/** What a consumer makes of a kind of tweet: right, its own fault, or ours until it is known to be no other's. */
export type Verdict = 'right' | { own: string } | { wrong: string };

/** What a program shows of a page. */
export interface Preview {
  title?: string | null;
  text?: string | null;
  picture?: string | null;
  error?: string;
}

export interface Entry {
  link?: string | null;
  title?: string | null;
  html?: string | null;
  author?: string | null;
  publishedAt?: string | null;
}

export interface Embedding {
  author?: string | null;
  frame?: string | null;
  error?: string;
}

export function judgePage({ shown }: Post, preview: Preview, url: string): Verdict {
  if (!shown) return judgeAbsence(preview);
  const { title, text, picture, error } = preview;
  if (error !== undefined) return { wrong: error };
  if (!picture?.startsWith(`${url}/`)) return { wrong: `picture: ${picture}` };
  if (picture.includes('/api/media/') !== shown.hasPicture) return { wrong: `picture: ${picture}` };
  return worst(compare('title', title, shown.title), compare('text', text, shown.text));
}

/** The entry of a tweet among those of the feed of its author. */
export function judgeEntry({ path, shown }: Post, entries: readonly Entry[]): Verdict {
  const entry = entries.find(({ link }) => link?.endsWith(path));
  if (!shown) return entry ? { wrong: 'it is there' } : judgeAbsence(entries);
  if (!entry) return { wrong: 'it is not there' };
  const publishedAt = Date.parse(entry.publishedAt ?? '');
  if (shown.editedAt !== null && publishedAt === Date.parse(shown.editedAt))
    return { own: 'takes the time of the edit for that of publishing' };
  if (publishedAt !== Date.parse(shown.publishedAt)) return { wrong: `published ${entry.publishedAt}` };
  if (entry.author !== shown.author) return { wrong: `author: ${entry.author}` };
  if (shown.hasPicture && !entry.html?.includes('<img')) return { wrong: 'its picture is missing' };
  const said = shown.text.replace(/^Picture: /, '');
  return worst(compare('title', entry.title, cut(said)), judgeContent(entry.html ?? '', said));
}

export function judgeEmbedding({ path, shown }: Post, { author, frame, error }: Embedding): Verdict {
  if (!shown) return judgeAbsence({ author, frame });
  if (error !== undefined) return { wrong: error };
  if (author !== shown.author) return { wrong: `author: ${author}` };
  return frame?.includes(`${path}/embed`) ? 'right' : { wrong: `frame: ${frame}` };
}

function judgeAbsence(given: unknown): Verdict {
  return JSON.stringify(given ?? '').includes(secret) ? { wrong: 'what is gone is shown' } : 'right';
}

function judgeContent(html: string, said: string): Verdict {
  const shown = decode(html.replaceAll(/<[^>]*>/g, ''));
  if (shown.includes(said) || html.includes(`alt="${said}"`)) return 'right';
  return decode(shown).includes(decode(said))
    ? { own: 'decodes entities twice' }
    : { wrong: `content: ${html}` };
}

function compare(what: string, given: string | null | undefined, expected: string): Verdict {
  if (given === expected) return 'right';
  if (typeof given !== 'string' || given === '') return { wrong: `${what}: ${given}` };
  if (fold(given) === fold(expected)) return { own: 'folds spaces' };
  if (given === curl(decode(expected)) || given === curl(expected)) return { own: 'makes quotes curly' };
  if (given === decode(expected)) return { own: 'decodes entities twice' };
  if (given === withoutTags(decode(expected)))
    return { own: 'decodes entities twice, and takes out what looks like a tag' };
  if (expected.startsWith(given.replace(/(?:…|\.{3})$/, '').trimEnd()) && given.length > 70)
    return { own: `cuts at ${[...given].length}` };
  return { wrong: `${what}: ${given}` };
}

function worst(...verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find((verdict) => typeof verdict === 'object' && 'wrong' in verdict) ??
    verdicts.find((verdict) => verdict !== 'right') ??
    'right'
  );
}

function curl(text: string): string {
  return text
    .replaceAll(/(^|\s)"/g, '$1“')
    .replaceAll('"', '”')
    .replaceAll(/(^|\s)'/g, '$1‘')
    .replaceAll("'", '’');
}

function fold(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function withoutTags(text: string): string {
  return text.replaceAll(/<[^>]*>/g, '');
}

function decode(text: string): string {
  return text
    .replaceAll(/&lt;/g, '<')
    .replaceAll(/&gt;/g, '>')
    .replaceAll(/&(?:quot|#34|#x22);/g, '"')
    .replaceAll(/&(?:apos|#39|#x27);/g, "'")
    .replaceAll(/&amp;/g, '&');
}

/** As the titles of entries are. */
function cut(text: string): string {
  const points = [...text];
  return points.length <= 80 ? text : `${points.slice(0, 79).join('')}…`;
}

import type { Media, Tweet } from '@dunlin/sdk';
import { profilePath, tagPath, threadPath } from '../paths.ts';
import { escapeXml } from './escape-xml.ts';
import { tweetContent } from './feed-content.tsx';
import type { FeedFormat, FeedOf } from './visitor-page.ts';

/** What an account has written, or what carries a hashtag, newest first; what an account repeats of others stands in their feeds. */
export function toFeed(format: FeedFormat, { page, baseUrl }: FeedOf): string {
  const { title, path, since } = toSubject(page);
  const feed: Feed = {
    title,
    page: `${baseUrl}${path}`,
    self: `${baseUrl}${path}.${format}`,
    updated: page.tweets.map(changedAt).sort().at(-1) ?? since,
    entries: page.tweets.map((tweet) => toEntry(tweet, baseUrl)),
  };
  return format === 'atom' ? toAtom(feed) : toJson(feed);
}

function toSubject(page: FeedOf['page']) {
  if (page.kind === 'tag')
    return { title: `#${page.tag}`, path: tagPath(page.tag), since: '1970-01-01T00:00:00.000Z' };
  const { user } = page;
  return {
    title: `${user.displayName} (@${user.username})`,
    path: profilePath(user),
    since: user.createdAt,
  };
}

function toEntry(tweet: Tweet, baseUrl: string): Entry {
  const { text, author, createdAt, media } = tweet;
  const [first] = media;
  return {
    url: `${baseUrl}${threadPath(tweet)}`,
    title: cutLine(text || first?.altText || `@${author.username}`),
    author: { name: author.displayName, url: `${baseUrl}${profilePath(author)}` },
    published: createdAt,
    updated: changedAt(tweet),
    html: tweetContent(tweet, baseUrl),
    files: media.flatMap((one) => toFile(one, baseUrl) ?? []),
  };
}

function toFile({ url, variants, altText }: Media, baseUrl: string): AttachedFile | undefined {
  const shown = variants.find((variant) => variant.url === url);
  return shown && { url: `${baseUrl}${shown.url}`, type: shown.type, title: altText };
}

function changedAt({ createdAt, editedAt }: Tweet): string {
  return editedAt ?? createdAt;
}

/** A title of one line, as readers show it. */
function cutLine(text: string): string {
  const points = [...text.replaceAll(/\s+/g, ' ').trim()];
  return points.length <= 80 ? points.join('') : `${points.slice(0, 79).join('')}…`;
}

/** RFC 4287: an author in each entry, as many readers know of no other; HTML, as what they make of text differs. */
function toAtom({ title, page, self, updated, entries }: Feed): string {
  const enclosure = ({ url, type, title: alt }: AttachedFile) =>
    `<link rel="enclosure" type="${escapeXml(type)}" href="${escapeXml(url)}"${alt === null ? '' : ` title="${escapeXml(alt)}"`}/>`;
  const entry = ({ url, title: name, author, published, updated: at, html, files }: Entry) =>
    `<entry><id>${escapeXml(url)}</id><title>${escapeXml(name)}</title><link rel="alternate" type="text/html" href="${escapeXml(url)}"/>${files.map(enclosure).join('')}` +
    `<author><name>${escapeXml(author.name)}</name><uri>${escapeXml(author.url)}</uri></author>` +
    `<published>${published}</published><updated>${at}</updated><content type="html">${escapeXml(html)}</content></entry>\n`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>${escapeXml(page)}</id><title>${escapeXml(title)}</title>` +
    `<link rel="alternate" type="text/html" href="${escapeXml(page)}"/><link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>` +
    `<updated>${updated}</updated>\n${entries.map(entry).join('')}</feed>\n`
  );
}

/** JSON Feed 1.1. */
function toJson({ title, page, self, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    feed_url: self,
    items: entries.map(({ url, title: name, author, published, updated, html, files }) => ({
      ...{ id: url, url, title: name, content_html: html },
      ...{ date_published: published, date_modified: updated, authors: [author] },
      ...(files.length > 0 && {
        attachments: files.map(({ url: file, type, title: alt }) => ({
          ...{ url: file, mime_type: type },
          ...(alt !== null && { title: alt }),
        })),
      }),
    })),
  });
}

interface Feed {
  title: string;
  page: string;
  self: string;
  updated: string;
  entries: readonly Entry[];
}

interface Entry {
  url: string;
  title: string;
  author: { name: string; url: string };
  published: string;
  updated: string;
  html: string;
  files: readonly AttachedFile[];
}

interface AttachedFile {
  url: string;
  type: string;
  /** What there is to see. */
  title: string | null;
}

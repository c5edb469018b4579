import { profilePath, threadPath } from '../src/paths.ts';
import { escapeXml } from '../src/visitor/escape-xml.ts';
import type { ThreadPage } from '../src/visitor/visitor-page.ts';

const widest = 550;
const height = 420;

/** What oEmbed 1.0 (oembed.com) asks for: the tweet at an address of this server, as a frame that is no larger than what there is room for. */
export function toEmbedding(
  query: Record<string, unknown>,
  { baseUrl, name }: Provider,
): Embedding | Refusal {
  const { url, format = 'json' } = query;
  if (format !== 'json') return { status: 501, error: 'There is no format but json.' };
  const path = typeof url === 'string' && url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : '';
  const id = /^\/@\w{1,20}\/(\d{1,19})\/?(?:[?#]|$)/.exec(path)?.[1];
  if (id === undefined) return { status: 404, error: 'That is no address of a tweet of this server.' };
  const size = {
    width: Math.min(toSize(query.maxwidth) ?? widest, widest),
    height: Math.min(toSize(query.maxheight) ?? height, height),
  };
  return { id, answer: (page) => describe(page, { baseUrl, name, size }) };
}

function describe({ tweet: given }: ThreadPage, { baseUrl, name, size }: Provider & { size: Size }) {
  const tweet = given.retweetOf ?? given;
  const { author } = tweet;
  const source = escapeXml(`${baseUrl}${threadPath(tweet)}/embed`);
  return {
    ...{ version: '1.0', type: 'rich', title: [...tweet.text].slice(0, 80).join('') },
    ...{ author_name: author.displayName, author_url: `${baseUrl}${profilePath(author)}` },
    ...{ provider_name: name, provider_url: baseUrl, cache_age: 3_600 },
    ...size,
    html: `<iframe src="${source}" width="${size.width}" height="${size.height}" title="@${author.username}" loading="lazy"></iframe>`,
  };
}

function toSize(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,4}$/.test(value) ? Number(value) : undefined;
}

interface Provider {
  baseUrl: string;
  /** What the server is called. */
  name: string;
}

interface Embedding {
  /** Of the tweet. */
  id: string;
  answer: (page: ThreadPage) => object;
}

interface Refusal {
  status: 404 | 501;
  error: string;
}

interface Size {
  width: number;
  height: number;
}

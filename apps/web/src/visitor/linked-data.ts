import { profilePath } from '../paths.ts';
import type { Posting } from './description.ts';

/** A tweet in the words of schema.org, for search engines: JSON that stays what it is when entities in it are decoded, as some do before they parse it. */
export function toLinkedData(
  { text, author, createdAt, editedAt }: Posting,
  { address, pictureUrl, baseUrl }: { address: string; pictureUrl: string; baseUrl: string },
): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'SocialMediaPosting',
    ...{ '@id': address, url: address, image: pictureUrl },
    // What a search engine asks for of every posting.
    ...{ headline: author.name, articleBody: text },
    ...{ datePublished: createdAt, dateModified: editedAt ?? createdAt },
    author: {
      '@type': 'Person',
      ...{ name: author.name, alternateName: `@${author.username}`, url: `${baseUrl}${profilePath(author)}` },
    },
  };
  return JSON.stringify(data).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

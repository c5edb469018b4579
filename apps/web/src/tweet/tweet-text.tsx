import type { Entities } from '@dunlin/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { profilePath, tagPath } from '../paths.ts';

/** The text with what the server found in it as links. React escapes all of it, and only addresses of the web become links. */
export function TweetText({ text, entities }: { text: string; entities: Entities }) {
  if (text === '') return null;
  return (
    <p className="tweet-text" dir="auto">
      {toParts(text, entities)}
    </p>
  );
}

function toParts(text: string, { hashtags, mentions, urls }: Entities): ReactNode[] {
  // Offsets count code points.
  const points = [...text];
  const slice = (start: number, end?: number) => points.slice(start, end).join('');
  const links = [
    ...hashtags.map(({ text: tag, start, end }) => ({
      ...{ start, end },
      element: <Link href={tagPath(tag)}>{slice(start, end)}</Link>,
    })),
    // A name that nobody has leads nowhere.
    ...mentions
      .filter(({ id }) => id !== null)
      .map(({ username, start, end }) => ({
        ...{ start, end },
        element: <Link href={profilePath({ username })}>{slice(start, end)}</Link>,
      })),
    ...urls.map(({ url, start, end }) => ({ ...{ start, end }, element: <WebLink url={url} /> })),
  ].sort((a, b) => a.start - b.start);
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { start, end, element } of links) {
    parts.push(slice(from, start), <bdi key={start}>{element}</bdi>);
    from = end;
  }
  return [...parts, slice(from)];
}

function WebLink({ url }: { url: string }) {
  const address = URL.parse(/^https?:/i.test(url) ? url : `https://${url}`);
  if (!address) return url;
  return (
    <a href={address.href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {url.replace(/^https?:\/\//i, '')}
    </a>
  );
}

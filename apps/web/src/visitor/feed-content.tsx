import type { Media, QuotedTweet, Tweet } from '@dunlin/sdk';
import { renderToStaticMarkup } from 'react-dom/server';
import { Router } from 'wouter';
import { threadPath } from '../paths.ts';
import { TweetText } from '../tweet/tweet-text.tsx';

/** A tweet as HTML for readers of feeds, with absolute addresses, its pictures, and what it quotes. */
export function tweetContent(tweet: Tweet, baseUrl: string): string {
  return renderToStaticMarkup(
    <Router base={baseUrl} ssrPath="/">
      <Content tweet={tweet} baseUrl={baseUrl} />
      {tweet.quoted && (
        <blockquote>
          <p>
            <a href={`${baseUrl}${threadPath(tweet.quoted)}`}>{tweet.quoted.author.displayName}</a>
          </p>
          <Content tweet={tweet.quoted} baseUrl={baseUrl} />
        </blockquote>
      )}
    </Router>,
  );
}

function Content({ tweet, baseUrl }: { tweet: QuotedTweet; baseUrl: string }) {
  return (
    <>
      <TweetText text={tweet.text} entities={tweet.entities} />
      {tweet.media.map((media) => (
        <Picture key={media.id} media={media} baseUrl={baseUrl} />
      ))}
    </>
  );
}

/** Of a film, its first picture: readers play none. */
function Picture({ media, baseUrl }: { media: Media; baseUrl: string }) {
  const { url, posterUrl, kind, altText } = media;
  const shown = kind === 'image' ? url : posterUrl;
  return url && shown ? (
    <p>
      <a href={`${baseUrl}${url}`}>
        <img src={`${baseUrl}${shown}`} alt={altText ?? ''} />
      </a>
    </p>
  ) : null;
}

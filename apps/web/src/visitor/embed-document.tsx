import { TweetCard } from '../tweet/tweet-card.tsx';
import { useWords } from '../words/words.tsx';
import type { PageFrame, ThreadPage } from './visitor-page.ts';

/** A tweet within a page of others: no script, and links that leave the frame. */
export function EmbedDocument({ page, frame }: EmbedDocumentProps) {
  const words = useWords();
  const { tweet } = page;
  const title = words.tweet.by((tweet.retweetOf ?? tweet).author.displayName);
  return (
    <html lang={words.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <base target="_blank" />
        {frame.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
      </head>
      <body>
        <TweetCard item={tweet} isMain />
      </body>
    </html>
  );
}

interface EmbedDocumentProps {
  page: ThreadPage;
  frame: PageFrame;
}

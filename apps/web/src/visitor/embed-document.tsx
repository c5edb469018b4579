import { TweetCard } from '../tweet/tweet-card.tsx';
import { useWords } from '../words/words.tsx';
import { describePage } from './description.ts';
import type { PageFrame, VisitorPage } from './visitor-page.ts';

/** A tweet within a page of others, or that it is not there any more: no script, and links that leave the frame. */
export function EmbedDocument({ page, frame }: EmbedDocumentProps) {
  const words = useWords();
  const { title } = describePage(page, words);
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
        {page.kind === 'thread' && <TweetCard item={page.tweet} isMain />}
        {page.kind === 'missing' && <p className="empty">{words.visitor[page.reason].text}</p>}
      </body>
    </html>
  );
}

interface EmbedDocumentProps {
  page: VisitorPage;
  frame: PageFrame;
}

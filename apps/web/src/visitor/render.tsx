import { DunlinProvider } from '@dunlin/react';
import { createClient } from '@dunlin/sdk';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Router } from 'wouter';
import { BrandContext } from '../ui/brand-context.ts';
import { languageOf, loadWords, type Words, WordsProvider } from '../words/words.tsx';
import { describePage } from './description.ts';
import { EmbedDocument } from './embed-document.tsx';
import { toFeed } from './feed.ts';
import { MissingPage } from './missing-page.tsx';
import { ProfilePage } from './profile-page.tsx';
import { TagPage } from './tag-page.tsx';
import { ThreadPage } from './thread-page.tsx';
import { VisitorDocument } from './visitor-document.tsx';
import type { PageFrame, VisitorModule, VisitorPage } from './visitor-page.ts';

export const renderPage: VisitorModule['renderPage'] = async (page, frame) => {
  const words = await wordsOf(frame);
  const description = describePage(page, words);
  return toDocument(
    { words, frame },
    <VisitorDocument frame={frame} description={description}>
      <Screen page={page} />
    </VisitorDocument>,
  );
};

export const renderEmbed: VisitorModule['renderEmbed'] = async (page, frame) =>
  toDocument({ words: await wordsOf(frame), frame }, <EmbedDocument page={page} frame={frame} />);

export const renderFeed: VisitorModule['renderFeed'] = toFeed;

/** The components ask nothing of a server: all that they show is in the page. */
function toDocument({ words, frame }: { words: Words; frame: PageFrame }, document: ReactNode): string {
  const html = renderToStaticMarkup(
    <BrandContext value={frame.brand}>
      <WordsProvider first={words}>
        <DunlinProvider client={createClient({ baseUrl: 'http://dunlin.internal' })}>
          <Router ssrPath="/">{document}</Router>
        </DunlinProvider>
      </WordsProvider>
    </BrandContext>,
  );
  return `<!doctype html>${html}`;
}

function wordsOf({ languages }: PageFrame): Promise<Words> {
  return loadWords(languageOf(languages.split(',')));
}

function Screen({ page }: { page: VisitorPage }) {
  switch (page.kind) {
    case 'profile':
      return <ProfilePage page={page} />;
    case 'tag':
      return <TagPage page={page} />;
    case 'thread':
      return <ThreadPage page={page} />;
    case 'missing':
      return <MissingPage reason={page.reason} />;
  }
}

import { DunlinProvider } from '@dunlin/react';
import { createClient } from '@dunlin/sdk';
import { renderToStaticMarkup } from 'react-dom/server';
import { Router } from 'wouter';
import { languageOf, loadWords, WordsProvider } from '../words/words.tsx';
import { describePage } from './description.ts';
import { MissingPage } from './missing-page.tsx';
import { ProfilePage } from './profile-page.tsx';
import { ThreadPage } from './thread-page.tsx';
import { VisitorDocument } from './visitor-document.tsx';
import type { RenderPage, VisitorPage } from './visitor-page.ts';

/** A page as a document that needs no script. Its components ask nothing of a server: all that they show is in the page. */
export const renderPage: RenderPage = async (page, frame) => {
  const words = await loadWords(languageOf(frame.languages.split(',')));
  const document = renderToStaticMarkup(
    <WordsProvider first={words}>
      <DunlinProvider client={createClient({ baseUrl: frame.baseUrl })}>
        <Router ssrPath="/">
          <VisitorDocument frame={frame} description={describePage(page, words)}>
            <Screen page={page} />
          </VisitorDocument>
        </Router>
      </DunlinProvider>
    </WordsProvider>,
  );
  return `<!doctype html>${document}`;
};

function Screen({ page }: { page: VisitorPage }) {
  switch (page.kind) {
    case 'profile':
      return <ProfilePage page={page} />;
    case 'thread':
      return <ThreadPage page={page} />;
    case 'missing':
      return <MissingPage reason={page.reason} />;
  }
}

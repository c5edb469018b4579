import { DunlinProvider } from '@dunlin/react';
import { cookieStorage, createClient } from '@dunlin/sdk';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followHistory } from './shell/scroll-position.ts';
import { BrandContext, readBrand } from './ui/brand-context.ts';
import { loadWords, readLanguage, WordsProvider } from './words/words.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');

const client = createClient({ baseUrl: location.origin, storage: cookieStorage() });
const words = await loadWords(readLanguage());
followHistory();

createRoot(root).render(
  <StrictMode>
    <BrandContext value={readBrand(document.documentElement)}>
      <WordsProvider first={words}>
        <DunlinProvider client={client}>
          <App />
        </DunlinProvider>
      </WordsProvider>
    </BrandContext>
  </StrictMode>,
);

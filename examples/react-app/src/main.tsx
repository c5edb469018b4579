import { DunlinProvider } from '@dunlin/react';
import { browserStorage, createClient } from '@dunlin/sdk';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const client = createClient({ baseUrl: location.origin, storage: browserStorage() });
const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');

createRoot(root).render(
  <StrictMode>
    <DunlinProvider client={client}>
      <App />
    </DunlinProvider>
  </StrictMode>,
);

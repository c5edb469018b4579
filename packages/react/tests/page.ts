import { environmentManager } from '@tanstack/react-query';
import { type Document, Window } from 'happy-dom';
import { afterAll, beforeAll } from 'vitest';

/** Of a page, only what React needs: the network stays Node's, as the tests talk to a real server. */
const names = ['window', 'document', 'HTMLIFrameElement'] as const;

/** Makes the globals of a page for the tests of a file; the files that follow in the same process have none. */
export function usePage(): void {
  const window = new Window({ url: 'http://localhost' });
  beforeAll(() => {
    environmentManager.setIsServer(() => false);
    for (const name of names)
      Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
  });
  afterAll(async () => {
    environmentManager.setIsServer(() => true);
    for (const name of names) Reflect.deleteProperty(globalThis, name);
    await window.happyDOM.close();
  });
}

export function pageDocument(): Document {
  // `as`: `usePage` has made it.
  return (globalThis as unknown as { document: Document }).document;
}

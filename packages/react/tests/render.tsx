import { setImmediate } from 'node:timers/promises';
import type { DunlinClient } from '@dunlin/sdk';
import { QueryClient } from '@tanstack/react-query';
import type { HTMLElement } from 'happy-dom';
import { type ReactNode, StrictMode } from 'react';
import { onTestFinished } from 'vitest';
import { DunlinProvider } from '../src/index.ts';
import { pageDocument } from './page.ts';

/** Renders within a provider of its own, in StrictMode, for as long as the test takes. */
export async function render(
  client: DunlinClient,
  children: ReactNode,
  queryClient = new QueryClient(),
): Promise<Rendered> {
  // It looks for a page when it is imported.
  const { createRoot } = await import('react-dom/client');
  const document = pageDocument();
  const container = document.createElement('div');
  document.body.append(container);
  // `as`: React's types name the elements of TypeScript's library, which these are but for their name.
  const root = createRoot(container as never);
  const show = (shown: ReactNode) =>
    root.render(
      <StrictMode>
        <DunlinProvider client={client} queryClient={queryClient}>
          {shown}
        </DunlinProvider>
      </StrictMode>,
    );
  show(children);
  onTestFinished(async () => {
    root.unmount();
    // What React has yet to do it does next, and the page may be gone after that.
    await setImmediate();
    queryClient.clear();
    container.remove();
  });
  return {
    queryClient,
    show,
    text: (testId) => allOf(container, testId).map(({ textContent }) => textContent),
    click(testId, index = 0) {
      const element = allOf(container, testId)[index];
      if (!element) throw new Error(`There is no element ${testId} number ${index}`);
      element.click();
    },
  };
}

function allOf(container: HTMLElement, testId: string): HTMLElement[] {
  // `as`: what the tests render is HTML.
  return [...container.querySelectorAll(`[data-testid="${testId}"]`)] as HTMLElement[];
}

export interface Rendered {
  queryClient: QueryClient;
  show(children: ReactNode): void;
  /** What the elements of this test id say. */
  text(testId: string): string[];
  click(testId: string, index?: number): void;
}

import { type ReactNode, useEffect } from 'react';
import { useWords } from '../words/words.tsx';
import { useBrand } from './brand-context.ts';
import { Icon } from './icon.tsx';

/** The head of a screen, which names the document, too. */
export function Screen({ title, canGoBack = false, tools, children }: ScreenProps) {
  const { back } = useWords();
  const { name } = useBrand();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <>
      <header className="screen-head">
        {canGoBack && (
          <button type="button" className="quiet" aria-label={back} onClick={() => history.back()}>
            <Icon name="back" />
          </button>
        )}
        <h1>{title}</h1>
        {tools}
      </header>
      {children}
    </>
  );
}

interface ScreenProps {
  title: string;
  canGoBack?: boolean;
  tools?: ReactNode;
  children: ReactNode;
}

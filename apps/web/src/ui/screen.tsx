import { type ReactNode, useEffect } from 'react';
import { useWords } from '../words/words.tsx';
import { Icon } from './icon.tsx';

/** The head of a screen, which names the document, too. */
export function Screen({ title, canGoBack = false, tools, children }: ScreenProps) {
  const { appName, back } = useWords();
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title, appName]);
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

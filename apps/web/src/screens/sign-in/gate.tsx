import { type FormEvent, type ReactNode, useEffect } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../../words/words.tsx';

/** The form through which one comes in. */
export function Gate({ title, notice, error, submit, isPending, onSubmit, other, children }: GateProps) {
  const { appName, claim, navigation } = useWords();
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title, appName]);
  // `onSubmit` and not `action`, which would empty the fields of whoever is refused.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(event.currentTarget);
  };
  return (
    <main className="gate">
      <header>
        <Icon name="bird" />
        <p className="gate-name">{appName}</p>
        <p>{claim}</p>
      </header>
      <form aria-label={title} onSubmit={send}>
        <h1>{title}</h1>
        {notice && <p role="status">{notice}</p>}
        {children}
        {error && (
          <p role="alert" className="error">
            {error}
          </p>
        )}
        <button type="submit" className="primary" disabled={isPending}>
          {submit}
        </button>
        {other}
      </form>
      <footer>
        <a href="/docs">{navigation.apiDocs}</a>
      </footer>
    </main>
  );
}

interface GateProps {
  title: string;
  notice?: string | undefined;
  error: string | undefined;
  submit: string;
  isPending: boolean;
  onSubmit: (form: HTMLFormElement) => void;
  other: ReactNode;
  children: ReactNode;
}

import { type FormEvent, type ReactNode, useEffect } from 'react';
import { useBrand } from '../../ui/brand-context.ts';
import { Logo } from '../../ui/logo.tsx';
import { useWords } from '../../words/words.tsx';

/** The form through which one comes in. */
export function Gate({ title, notice, error, submit, isPending, onSubmit, other, children }: GateProps) {
  const { claim, navigation } = useWords();
  const { name } = useBrand();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  // `onSubmit` and not `action`, which would empty the fields of whoever is refused.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(event.currentTarget);
  };
  return (
    <main className="gate">
      <header>
        <Logo />
        <p className="gate-name">{name}</p>
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

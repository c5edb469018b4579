import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useWords } from '../words/words.tsx';
import { Icon } from './icon.tsx';

/** The browser's own modal dialog: it keeps the focus within, closes on Escape, and gives the focus back. */
export function Dialog({ title, onClose, onKeyDown, className, children }: DialogProps) {
  const { close } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      const isFocusLost = document.activeElement === document.body;
      if (isFocusLost && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={onKeyDown}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div className="dialog">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="quiet" aria-label={close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface DialogProps {
  title: string;
  onClose: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  className?: string;
  children: ReactNode;
}

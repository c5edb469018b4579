import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { Dialog } from './dialog.tsx';

/** Asks before what cannot be taken back. */
export function Confirm({ title, action, onConfirm, onClose, children }: ConfirmProps) {
  const { cancel } = useWords();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <footer>
        <button type="button" onClick={onClose}>
          {cancel}
        </button>
        <button
          type="button"
          className="danger"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {action}
        </button>
      </footer>
    </Dialog>
  );
}

interface ConfirmProps {
  title: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

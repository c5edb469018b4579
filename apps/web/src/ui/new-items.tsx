import { useEffect, useRef } from 'react';
import { useWords } from '../words/words.tsx';

/** Says how much is new, and shows it from its top on. */
export function NewItems({ list }: { list: { newCount: number; showNew: () => void } }) {
  const words = useWords();
  const { newCount, showNew } = list;
  const isAsked = useRef(false);
  useEffect(() => {
    if (!isAsked.current || newCount > 0) return;
    isAsked.current = false;
    // Not before they are there: what grows above the reader moves what is read, as it should otherwise.
    scrollTo({ top: 0 });
  }, [newCount]);
  const show = () => {
    isAsked.current = true;
    showNew();
  };
  return (
    <div className="new-items" role="status">
      {newCount > 0 && (
        <button type="button" className="primary" aria-label={words.showNew(newCount)} onClick={show}>
          {words.newItems(newCount)}
        </button>
      )}
    </div>
  );
}

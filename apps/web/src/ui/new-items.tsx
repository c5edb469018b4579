import { useWords } from '../words/words.tsx';

/** Says how much is new, and shows it from its top on. */
export function NewItems({ list }: { list: { newCount: number; showNew: () => void } }) {
  const words = useWords();
  const { newCount, showNew } = list;
  const show = () => {
    showNew();
    scrollTo({ top: 0 });
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

import { Dialog } from '../ui/dialog.tsx';
import { useWords } from '../words/words.tsx';

export function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const { shortcuts } = useWords();
  return (
    <Dialog title={shortcuts.title} onClose={onClose}>
      <dl className="keys">
        {shortcuts.keys.map(([key, act]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{act}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

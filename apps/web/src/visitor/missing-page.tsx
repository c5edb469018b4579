import { Screen } from '../ui/screen.tsx';
import { useWords } from '../words/words.tsx';
import type { MissingReason } from './visitor-page.ts';

export function MissingPage({ reason }: { reason: MissingReason }) {
  const words = useWords().visitor;
  return (
    <Screen title={words[reason].title}>
      <p className="empty">{words[reason].text}</p>
    </Screen>
  );
}

import { tagPath } from '../paths.ts';
import { Screen } from '../ui/screen.tsx';
import { useWords } from '../words/words.tsx';
import { TweetsOfPage } from './tweets-of-page.tsx';
import type { TagPage as Shown } from './visitor-page.ts';

export function TagPage({ page: { tag, tweets, nextCursor } }: { page: Shown }) {
  const words = useWords();
  return (
    <Screen title={`#${tag}`}>
      <TweetsOfPage
        {...{ tweets, nextCursor }}
        path={tagPath(tag)}
        label={words.visitor.tagged(tag)}
        none={words.search.empty}
      />
    </Screen>
  );
}

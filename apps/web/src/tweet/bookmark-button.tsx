import { useBookmark } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { useWords } from '../words/words.tsx';
import { ActButton } from './act-button.tsx';

export function BookmarkButton({ tweet }: { tweet: QuotedTweet }) {
  const bookmark = useBookmark(tweet);
  const { tweet: words } = useWords();
  return (
    <ActButton
      act="bookmark"
      label={words.bookmark}
      isOn={tweet.viewer.bookmarked}
      onAct={(isOn, options) => bookmark.mutate(isOn, options)}
    />
  );
}

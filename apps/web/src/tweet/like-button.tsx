import { useLike } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { useWords } from '../words/words.tsx';
import { ActButton } from './act-button.tsx';

export function LikeButton({ tweet }: { tweet: QuotedTweet }) {
  const like = useLike(tweet);
  const { tweet: words } = useWords();
  return (
    <ActButton
      act="like"
      label={words.like}
      count={tweet.counts.likes}
      isOn={tweet.viewer.liked}
      onAct={(isOn, options) => like.mutate(isOn, options)}
    />
  );
}

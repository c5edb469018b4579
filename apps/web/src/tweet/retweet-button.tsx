import { useRetweet } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { useWords } from '../words/words.tsx';
import { ActButton } from './act-button.tsx';

export function RetweetButton({ tweet }: { tweet: QuotedTweet }) {
  const retweet = useRetweet(tweet);
  const { tweet: words } = useWords();
  return (
    <ActButton
      act="retweet"
      label={words.retweet}
      count={tweet.counts.retweets}
      isOn={tweet.viewer.retweeted}
      isDisabled={tweet.author.private}
      onAct={(isOn, options) => retweet.mutate(isOn, options)}
    />
  );
}

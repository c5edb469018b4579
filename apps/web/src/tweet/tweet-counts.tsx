import type { QuotedTweet } from '@dunlin/sdk';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/words.tsx';
import { Count } from './count.tsx';

/** How often a tweet was answered, retweeted and liked, for who can do none of that. */
export function TweetCounts({ tweet }: { tweet: QuotedTweet }) {
  const words = useWords().tweet;
  const { replies, retweets, likes } = tweet.counts;
  const counts = [
    { icon: 'reply', value: replies, label: words.replies },
    { icon: 'retweet', value: retweets, label: words.retweets },
    { icon: 'like', value: likes, label: words.likes },
  ] as const;
  return (
    <footer className="acts">
      {counts.map(({ icon, value, label }) => (
        <span key={icon} className="act" role="img" aria-label={label(value)}>
          <Icon name={icon} />
          <Count value={value} />
        </span>
      ))}
    </footer>
  );
}

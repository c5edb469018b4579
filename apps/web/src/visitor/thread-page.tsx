import { TweetCard } from '../tweet/tweet-card.tsx';
import { Screen } from '../ui/screen.tsx';
import { useWords } from '../words/words.tsx';
import type { ThreadPage as Shown } from './visitor-page.ts';

export function ThreadPage({ page }: { page: Shown }) {
  const words = useWords();
  const { id } = page.tweet.retweetOf ?? page.tweet;
  return (
    <Screen title={words.thread.title}>
      {page.tweets.map((tweet) => (
        <TweetCard key={tweet.id} item={tweet} isMain={tweet.id === id} />
      ))}
      {page.hasMore && <p className="empty">{words.visitor.moreReplies}</p>}
    </Screen>
  );
}

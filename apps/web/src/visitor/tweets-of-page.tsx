import type { Tweet } from '@dunlin/sdk';
import { TweetCard } from '../tweet/tweet-card.tsx';
import { useWords } from '../words/words.tsx';

/** Tweets of a page, and the way to the older ones. */
export function TweetsOfPage({ label, tweets, none, path, nextCursor }: TweetsOfPageProps) {
  const words = useWords();
  return (
    <>
      <section aria-label={label}>
        {tweets.map((tweet) => (
          <TweetCard key={tweet.id} item={tweet} />
        ))}
        {tweets.length === 0 && <p className="empty">{none}</p>}
      </section>
      {nextCursor !== null && (
        <p className="empty">
          <a rel="next" href={`${path}?${new URLSearchParams({ cursor: nextCursor })}`}>
            {words.visitor.older}
          </a>
        </p>
      )}
    </>
  );
}

interface TweetsOfPageProps {
  label: string;
  tweets: readonly Tweet[];
  /** What to say where there are none. */
  none: string;
  /** Of the page. */
  path: string;
  nextCursor: string | null;
}

import { DunlinProvider, useHome, useLike, useTweet } from '@dunlin/react';
import { browserStorage, createClient, type HomeTweet } from '@dunlin/sdk';
import { memo } from 'react';

const client = createClient({ baseUrl: 'http://localhost:3000', storage: browserStorage() });

export function App() {
  return (
    <DunlinProvider client={client}>
      <Home />
    </DunlinProvider>
  );
}

/** The home timeline: what comes waits until it is asked for, and nothing moves under the reader. */
function Home() {
  const { items, newCount, showNew, hasNextPage, fetchNextPage, error } = useHome();
  if (error?.code === 'UNAUTHENTICATED') return <p>Sign in to see your timeline.</p>;
  return (
    <>
      {newCount > 0 && (
        <button type="button" onClick={showNew}>
          {newCount} new
        </button>
      )}
      {items.map((item) => (
        <TweetCard key={item.id} item={item} />
      ))}
      {hasNextPage && (
        <button type="button" onClick={fetchNextPage}>
          More
        </button>
      )}
    </>
  );
}

/** Rendered again when this tweet changes, and only then. */
const TweetCard = memo(function TweetCard({ item }: { item: HomeTweet }) {
  const tweet = useTweet(item.retweetOf ?? item);
  const like = useLike(tweet);
  return (
    <article>
      {item.retweetOf && <small>{item.author.displayName} retweeted</small>}
      <b>{tweet.author.displayName}</b> {tweet.text}
      <button
        type="button"
        aria-pressed={tweet.viewer.liked}
        onClick={() => like.mutate(!tweet.viewer.liked)}
      >
        {tweet.counts.likes}
      </button>
      {like.error?.code === 'TWEET_NOT_FOUND' && <small>It has been deleted.</small>}
    </article>
  );
});

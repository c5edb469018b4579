import { useHome } from '@dunlin/react';
import { useEffect, useRef } from 'react';
import { TweetCard } from './tweet-card.tsx';

export function Home() {
  const { items, newCount, showNew, hasNextPage, fetchNextPage, refetch, isPending, error } = useHome();
  if (isPending) return <p role="status">Loading…</p>;
  return (
    <section aria-label="Home">
      {newCount > 0 && (
        <button type="button" className="new" onClick={showNew}>
          {newCount} new
        </button>
      )}
      {error && <p role="alert">{error.message}</p>}
      {!error && items.length === 0 && <p>Nothing here yet: follow somebody, or write something.</p>}
      {items.map((item) => (
        <TweetCard key={item.id} item={item} />
      ))}
      {hasNextPage && !error && <WhenSeen key={items.length} onSeen={fetchNextPage} />}
      {error && (
        <button type="button" onClick={hasNextPage ? fetchNextPage : refetch}>
          Try again
        </button>
      )}
    </section>
  );
}

/** Tells once when the reader comes near to the end. */
function WhenSeen({ onSeen }: { onSeen: () => void }) {
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen(), {
      rootMargin: '600px',
    });
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, [onSeen]);
  return <p ref={end}>Loading…</p>;
}

import {
  isProvisional,
  useBookmark,
  useDeleteTweet,
  useLike,
  useRetweet,
  useTweet,
  useUser,
  useViewer,
} from '@dunlin/react';
import type { HomeTweet, Media, QuotedTweet } from '@dunlin/sdk';
import { memo } from 'react';

export const TweetCard = memo(function TweetCard({ item }: { item: HomeTweet }) {
  const tweet = useTweet(item.retweetOf ?? item);
  return (
    <article className={isProvisional(tweet) ? 'sending' : ''}>
      {item.retweetOf && <small>{item.author.displayName} retweeted</small>}
      <Author author={tweet.author} />
      <p>{tweet.text}</p>
      {tweet.media.map((media) => (
        <Picture key={media.id} media={media} />
      ))}
      {tweet.quoted && <Quoted tweet={tweet.quoted} />}
      {!isProvisional(tweet) && <Actions tweet={tweet} />}
    </article>
  );
});

function Author({ author }: { author: QuotedTweet['author'] }) {
  const { displayName, username } = useUser(author);
  return (
    <header>
      <b>{displayName}</b> @{username}
    </header>
  );
}

function Quoted({ tweet: given }: { tweet: QuotedTweet }) {
  const { author, text } = useTweet(given);
  return (
    <blockquote>
      <Author author={author} />
      {text}
    </blockquote>
  );
}

function Picture({ media: { url, altText, status, width, height } }: { media: Media }) {
  if (!url) return <p>{status}</p>;
  return <img src={url} alt={altText ?? ''} width={width ?? undefined} height={height ?? undefined} />;
}

function Actions({ tweet }: { tweet: QuotedTweet }) {
  const { counts, viewer, author } = tweet;
  const like = useLike(tweet);
  const retweet = useRetweet(tweet);
  const bookmark = useBookmark(tweet);
  const deleteTweet = useDeleteTweet(tweet);
  const error = like.error ?? retweet.error ?? bookmark.error ?? deleteTweet.error;
  const isOwn = useViewer().data?.id === author.id;
  return (
    <footer>
      <button
        type="button"
        aria-label="Like"
        aria-pressed={viewer.liked}
        onClick={() => like.mutate(!viewer.liked)}
      >
        ♥ {counts.likes}
      </button>
      <button
        type="button"
        aria-label="Retweet"
        aria-pressed={viewer.retweeted}
        onClick={() => retweet.mutate(!viewer.retweeted)}
      >
        ⟳ {counts.retweets}
      </button>
      <button
        type="button"
        aria-label="Bookmark"
        aria-pressed={viewer.bookmarked}
        onClick={() => bookmark.mutate(!viewer.bookmarked)}
      >
        ⚑
      </button>
      {isOwn && (
        <button type="button" onClick={() => deleteTweet.mutate()}>
          Delete
        </button>
      )}
      {error && <small role="alert">{error.message}</small>}
    </footer>
  );
}

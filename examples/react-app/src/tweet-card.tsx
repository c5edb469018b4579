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
import { memo, type ReactNode } from 'react';

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
      <Toggle label="Like" isOn={viewer.liked} onToggle={like.mutate}>
        ♥ {counts.likes}
      </Toggle>
      <Toggle label="Retweet" isOn={viewer.retweeted} onToggle={retweet.mutate}>
        ⟳ {counts.retweets}
      </Toggle>
      <Toggle label="Bookmark" isOn={viewer.bookmarked} onToggle={bookmark.mutate}>
        ⚑
      </Toggle>
      {isOwn && (
        <button type="button" onClick={() => deleteTweet.mutate()}>
          Delete
        </button>
      )}
      {error && <small role="alert">{error.message}</small>}
    </footer>
  );
}

function Toggle({
  label,
  isOn,
  onToggle,
  children,
}: {
  label: string;
  isOn: boolean;
  onToggle: (isOn: boolean) => void;
  children: ReactNode;
}) {
  return (
    <button type="button" aria-label={label} aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {children}
    </button>
  );
}

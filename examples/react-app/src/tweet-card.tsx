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
        <Shown key={media.id} media={media} />
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

function Shown({ media }: { media: Media }) {
  const { kind, url, posterUrl, altText } = media;
  if (!url)
    return <p role="status">{media.status === 'failed' ? 'This could not be shown.' : 'On its way…'}</p>;
  const size = { width: media.width ?? undefined, height: media.height ?? undefined };
  if (kind === 'image') return <img {...size} src={url} alt={altText ?? ''} />;
  const isLoop = kind === 'gif';
  return (
    <video
      {...size}
      {...{ src: url, poster: posterUrl ?? undefined, 'aria-label': altText ?? undefined }}
      {...{
        controls: true,
        playsInline: true,
        muted: isLoop,
        loop: isLoop,
        autoPlay: isLoop,
        preload: 'metadata',
      }}
    />
  );
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

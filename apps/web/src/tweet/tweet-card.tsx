import { isProvisional, useSession, useTweet } from '@dunlin/react';
import type { HomeTweet, Tweet } from '@dunlin/sdk';
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { threadPath } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { UserName } from '../user/user-name.tsx';
import { useWords } from '../words/words.tsx';
import { QuotedTweet } from './quoted-tweet.tsx';
import { TweetActions } from './tweet-actions.tsx';
import { TweetCounts } from './tweet-counts.tsx';
import { TweetMedia } from './tweet-media.tsx';
import { TweetText } from './tweet-text.tsx';
import { useNames } from './use-names.ts';

/** A tweet in a list; of a retweet, the tweet that it repeats, and who did. */
export const TweetCard = memo(function TweetCard({ item, isMain = false, note }: TweetCardProps) {
  const words = useWords().tweet;
  const tweet = useTweet(item.retweetOf ?? item);
  const isVisitor = useSession() === undefined;
  const [, navigate] = useLocation();
  const isSending = isProvisional(tweet);
  const open = () => !isSending && !isMain && navigate(threadPath(tweet));
  return (
    <article
      className={`tweet${isMain ? ' main' : ''}${isSending ? ' sending' : ''}`}
      data-tweet={tweet.id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys j and k go from one to the next
      tabIndex={0}
      aria-label={words.by(tweet.author.displayName)}
      onClick={(event) => isPlain(event) && open()}
      onKeyDown={(event) => isOwnEnter(event) && open()}
    >
      {note ?? (item.retweetOf && <RetweetNote item={item} />)}
      <Avatar user={tweet.author} size={44} />
      <div className="tweet-body">
        <header>
          <UserName user={tweet.author} />
          {isSending ? (
            <small role="status">{words.sending}</small>
          ) : (
            <Link className="time" href={threadPath(tweet)}>
              <TimeAgo at={tweet.createdAt} />
            </Link>
          )}
          {tweet.editedAt && <small>{words.edited}</small>}
        </header>
        <TweetText text={tweet.text} entities={tweet.entities} />
        <TweetMedia media={tweet.media} />
        <QuotedTweet by={tweet} />
        {!isSending && (isVisitor ? <TweetCounts tweet={tweet} /> : <TweetActions tweet={tweet} />)}
      </div>
    </article>
  );
});

function RetweetNote({ item }: { item: HomeTweet | Tweet }) {
  const words = useWords().tweet;
  const by = 'retweetedBy' in item ? item.retweetedBy : undefined;
  const names = useNames(by?.users ?? [item.author], by?.userCount ?? 1);
  return (
    <p className="note">
      <Icon name="retweet" />
      <span dir="auto">{words.retweetedBy(names)}</span>
    </p>
  );
}

/** A click on the tweet itself: on no link or button in it, and none that ends a selection. */
function isPlain({ target, currentTarget }: MouseEvent): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false;
  return !target.closest('a, button, video, dialog, [popover]') && getSelection()?.isCollapsed !== false;
}

function isOwnEnter({ key, target, currentTarget }: KeyboardEvent): boolean {
  return key === 'Enter' && target === currentTarget;
}

interface TweetCardProps {
  item: HomeTweet | Tweet;
  /** The one that a screen is about. */
  isMain?: boolean;
  /** Why it is shown. */
  note?: ReactNode;
}

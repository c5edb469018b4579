import { useTweet } from '@dunlin/react';
import type { QuotedTweet as Quoted, RetweetedTweet } from '@dunlin/sdk';
import { Link } from 'wouter';
import { threadPath } from '../paths.ts';
import { TimeAgo } from '../ui/time-ago.tsx';
import { UserName } from '../user/user-name.tsx';
import { useWords } from '../words/words.tsx';
import { TweetMedia } from './tweet-media.tsx';
import { TweetText } from './tweet-text.tsx';

/** What a tweet quotes, or why that is not there. */
export function QuotedTweet({ by }: { by: RetweetedTweet }) {
  const words = useWords().tweet;
  if (by.quoted) return <Shown tweet={by.quoted} />;
  if (by.quoteDetached) return <p className="quoted gone">{words.quoteDetached}</p>;
  return by.quotedId ? <p className="quoted gone">{words.quoteGone}</p> : null;
}

function Shown({ tweet: given }: { tweet: Quoted }) {
  const tweet = useTweet(given);
  return (
    <blockquote className="quoted">
      <header>
        <UserName user={tweet.author} />
        <Link className="time" href={threadPath(tweet)}>
          <TimeAgo at={tweet.createdAt} />
        </Link>
      </header>
      <TweetText text={tweet.text} entities={tweet.entities} />
      <TweetMedia media={tweet.media} />
    </blockquote>
  );
}

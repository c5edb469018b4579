import type { QuotedTweet } from '@dunlin/sdk';
import { BookmarkButton } from './bookmark-button.tsx';
import { LikeButton } from './like-button.tsx';
import { ReplyButton } from './reply-button.tsx';
import { RetweetButton } from './retweet-button.tsx';
import { TweetMenu } from './tweet-menu.tsx';

export function TweetActions({ tweet }: { tweet: QuotedTweet }) {
  return (
    <footer className="acts">
      <ReplyButton tweet={tweet} />
      <RetweetButton tweet={tweet} />
      <LikeButton tweet={tweet} />
      <BookmarkButton tweet={tweet} />
      <TweetMenu tweet={tweet} />
    </footer>
  );
}

import { useTweet } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { TweetText } from '../tweet/tweet-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toasts.tsx';
import { UserName } from '../user/user-name.tsx';
import { useWords } from '../words/words.tsx';
import type { ComposeTarget } from './compose-context.ts';
import { ComposeForm } from './compose-form.tsx';

export function ComposeDialog({ target, onClose }: { target: ComposeTarget; onClose: () => void }) {
  const words = useWords().compose;
  const say = useToast();
  const { replyTo, quoted } = target;
  const title = replyTo
    ? words.replyTitle(replyTo.author.username)
    : quoted
      ? words.quoteTitle(quoted.author.username)
      : words.title;
  const done = (isWaiting: boolean) => {
    say(isWaiting ? words.kept : words.posted);
    onClose();
  };
  return (
    <Dialog title={title} className="compose-dialog" onClose={onClose}>
      {replyTo && <About tweet={replyTo} />}
      <ComposeForm target={target} onPosted={done} hasFocus />
      {quoted && <About tweet={quoted} />}
    </Dialog>
  );
}

function About({ tweet: given }: { tweet: QuotedTweet }) {
  const tweet = useTweet(given);
  return (
    <blockquote className="quoted">
      <UserName user={tweet.author} />
      <TweetText text={tweet.text} entities={tweet.entities} />
    </blockquote>
  );
}

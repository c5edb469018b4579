import type { QuotedTweet } from '@dunlin/sdk';
import { useCompose } from '../compose/compose-context.ts';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/words.tsx';
import { Count } from './count.tsx';

export function ReplyButton({ tweet }: { tweet: QuotedTweet }) {
  const compose = useCompose();
  const { tweet: words } = useWords();
  const { canReply } = tweet.viewer;
  return (
    <button
      type="button"
      className="act act-reply"
      data-act="reply"
      title={canReply ? undefined : words.notAllowedToReply}
      disabled={!canReply}
      onClick={() => compose({ replyTo: tweet })}
    >
      <Icon name="reply" />
      <span className="for-listeners">{words.reply}</span>
      <Count value={tweet.counts.replies} />
    </button>
  );
}

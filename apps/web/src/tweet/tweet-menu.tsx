import { useDeleteTweet, useSession } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { Suspense, useState } from 'react';
import { useCompose } from '../compose/compose-context.ts';
import { threadPath } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { lazyOf } from '../ui/lazy-of.ts';
import { Menu } from '../ui/menu.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

const Confirm = lazyOf(async () => (await import('../ui/confirm.tsx')).Confirm);
const ReportDialog = lazyOf(async () => (await import('../user/report-dialog.tsx')).ReportDialog);

export function TweetMenu({ tweet }: { tweet: QuotedTweet }) {
  const words = useWords().tweet;
  const compose = useCompose();
  const say = useToast();
  const errorText = useErrorText();
  const isOwn = useSession()?.userId === tweet.author.id;
  const deleteTweet = useDeleteTweet(tweet);
  const [asks, setAsks] = useState<'delete' | 'report'>();
  const close = () => setAsks(undefined);
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(threadPath(tweet), location.origin).href);
    say(words.copied);
  };
  return (
    <>
      <Menu label={words.more} button={<Icon name="more" />}>
        <button type="button" disabled={!tweet.viewer.canQuote} onClick={() => compose({ quoted: tweet })}>
          {words.quote}
        </button>
        {/* Pages without https have no clipboard. */}
        {isSecureContext && (
          <button type="button" onClick={copy}>
            {words.copyLink}
          </button>
        )}
        <button type="button" className="danger" onClick={() => setAsks(isOwn ? 'delete' : 'report')}>
          {isOwn ? words.delete : words.report}
        </button>
      </Menu>
      <Suspense>
        {asks === 'delete' && (
          <Confirm
            title={words.deleteTitle}
            action={words.delete}
            onConfirm={() => deleteTweet.mutate(undefined, { onError: (error) => say(errorText(error)) })}
            onClose={close}
          >
            {words.deleteText}
          </Confirm>
        )}
        {asks === 'report' && <ReportDialog about={{ tweetId: tweet.id }} onClose={close} />}
      </Suspense>
    </>
  );
}

import { useSession } from '@dunlin/react';
import type { QuotedTweet } from '@dunlin/sdk';
import { Suspense, useState } from 'react';
import { useCompose } from '../compose/compose-context.ts';
import { threadPath } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { lazyOf } from '../ui/lazy-of.ts';
import { Menu } from '../ui/menu.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useWords } from '../words/words.tsx';

const AnalyticsDialog = lazyOf(async () => (await import('./analytics-dialog.tsx')).AnalyticsDialog);
const DeleteDialog = lazyOf(async () => (await import('./delete-dialog.tsx')).DeleteDialog);
const ReportDialog = lazyOf(async () => (await import('../user/report-dialog.tsx')).ReportDialog);

type Question = 'delete' | 'report' | 'analytics';

export function TweetMenu({ tweet }: { tweet: QuotedTweet }) {
  const words = useWords().tweet;
  const [asked, setAsked] = useState<Question>();
  const close = () => setAsked(undefined);
  return (
    <>
      <Menu label={words.more} button={<Icon name="more" />}>
        <Entries tweet={tweet} onAsk={setAsked} />
      </Menu>
      {asked && (
        <Suspense>
          {asked === 'delete' && <DeleteDialog tweet={tweet} onClose={close} />}
          {asked === 'analytics' && <AnalyticsDialog tweet={tweet} onClose={close} />}
          {asked === 'report' && <ReportDialog about={{ tweetId: tweet.id }} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}

function Entries({ tweet, onAsk }: { tweet: QuotedTweet; onAsk: (question: Question) => void }) {
  const words = useWords().tweet;
  const compose = useCompose();
  const say = useToast();
  const isOwn = useSession()?.userId === tweet.author.id;
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(threadPath(tweet), location.origin).href);
    say(words.copied);
  };
  return (
    <>
      <button type="button" disabled={!tweet.viewer.canQuote} onClick={() => compose({ quoted: tweet })}>
        {words.quote}
      </button>
      {/* Pages without https have no clipboard. */}
      {isSecureContext && (
        <button type="button" onClick={copy}>
          {words.copyLink}
        </button>
      )}
      {isOwn && (
        <button type="button" onClick={() => onAsk('analytics')}>
          {words.analytics}
        </button>
      )}
      <button type="button" className="danger" onClick={() => onAsk(isOwn ? 'delete' : 'report')}>
        {isOwn ? words.delete : words.report}
      </button>
    </>
  );
}

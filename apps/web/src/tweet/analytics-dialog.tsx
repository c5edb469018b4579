import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { QuotedTweet } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { DayCharts } from '../charts/day-charts.tsx';
import { EngagementRate } from '../charts/engagement-rate.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/loading.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useAnalyticsWords } from '../words/analytics.ts';

const shown = ['impressions', 'likes', 'replies', 'retweets', 'quotes', 'bookmarks'] as const;

/** What a tweet of the viewer's received: since it was posted, and in each of the last days. */
export function AnalyticsDialog({ tweet, onClose }: { tweet: QuotedTweet; onClose: () => void }) {
  const words = useAnalyticsWords();
  const errorText = useErrorText();
  const { analytics } = useClient();
  const { data, error } = useQuery(readOptions(analytics.tweet, { id: tweet.id }));
  return (
    <Dialog title={words.ofTweet} onClose={onClose}>
      <p>{words.ofTweetHint}</p>
      {error && <p role="alert">{errorText(error)}</p>}
      {!data && !error && <Loading />}
      {data && (
        <>
          <EngagementRate rate={data.engagementRate} />
          <DayCharts days={data.days} shown={shown} titles={words.figures} totals={data.totals} />
        </>
      )}
    </Dialog>
  );
}

import type { AccountAnalytics } from '@dunlin/sdk';
import { DayCharts } from '../../charts/day-charts.tsx';
import { EngagementRate } from '../../charts/engagement-rate.tsx';
import { useAnalyticsWords } from '../../words/analytics.ts';

const shown = [
  ...(['impressions', 'likes', 'replies', 'retweets'] as const),
  ...(['quotes', 'bookmarks', 'newFollowers', 'tweets'] as const),
];

export function Figures({ data }: { data: AccountAnalytics }) {
  const words = useAnalyticsWords();
  return (
    <>
      <EngagementRate rate={data.engagementRate} />
      <DayCharts days={data.days} shown={shown} titles={words.figures} totals={data.totals} />
    </>
  );
}

import type { AccountAnalytics } from '@dunlin/sdk';
import { DayCharts } from '../../charts/day-charts.tsx';
import { useAnalyticsWords } from '../../words/analytics.ts';
import { useWords } from '../../words/words.tsx';

const shown = [
  ...(['impressions', 'likes', 'replies', 'retweets'] as const),
  ...(['quotes', 'bookmarks', 'newFollowers', 'tweets'] as const),
];

export function Figures({ data }: { data: AccountAnalytics }) {
  const words = useAnalyticsWords();
  const { language } = useWords();
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <>
      {data.engagementRate !== null && (
        <p>
          {words.rate}: <b>{percent.format(data.engagementRate)}</b>
        </p>
      )}
      <DayCharts days={data.days} shown={shown} titles={words.figures} totals={data.totals} />
    </>
  );
}

import { useAnalyticsWords } from '../words/analytics.ts';
import { useWords } from '../words/words.tsx';

/** Of those who saw something, how many did something with it; nothing where nobody saw anything. */
export function EngagementRate({ rate }: { rate: number | null }) {
  const words = useAnalyticsWords();
  const { language } = useWords();
  if (rate === null) return null;
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <p>
      {words.rate}: <b>{percent.format(rate)}</b>
    </p>
  );
}

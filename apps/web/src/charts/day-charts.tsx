import { formatsOf } from '../ui/formats.ts';
import { useAnalyticsWords } from '../words/analytics.ts';
import { useWords } from '../words/words.tsx';
import type { Day } from './day.ts';
import { DayChart } from './day-chart.tsx';
import { DayTable } from './day-table.tsx';
import './charts.css';

/** A chart for each of some figures of days, and all of them in a table. */
export function DayCharts<Name extends string>({ days: given, shown, titles, totals }: DayChartsProps<Name>) {
  const words = useAnalyticsWords();
  const { count, day: format } = formatsOf(useWords().language);
  // Days are of UTC, wherever one reads them.
  const days = given.map((one) => ({ ...one, label: format.format(new Date(`${one.day}T12:00`)) }));
  return (
    <>
      <div className="day-charts">
        {shown.map((name) => {
          const best = days.reduce((most, one) => (one[name] > most[name] ? one : most));
          const most = best[name] === 0 ? words.none : words.most(count.format(best[name]), best.label);
          const total = totals && count.format(totals[name]);
          return (
            <DayChart
              key={name}
              title={titles[name]}
              total={total}
              summary={[total ? `${titles[name]} ${total}` : titles[name], most].join(', ')}
              bars={days.map((one) => ({ label: one.label, value: one[name] }))}
            />
          );
        })}
      </div>
      <DayTable days={days} shown={shown} titles={titles} />
    </>
  );
}

interface DayChartsProps<Name extends string> {
  days: readonly Day<Name>[];
  shown: readonly Name[];
  titles: Readonly<Record<Name, string>>;
  /** Of all days, where a sum says something. */
  totals?: Readonly<Record<Name, number>>;
}

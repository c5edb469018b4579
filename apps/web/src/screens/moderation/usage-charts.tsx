import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import { useQuery } from '@tanstack/react-query';
import { DayCharts } from '../../charts/day-charts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';

const shown = ['activeUsers', 'newUsers', 'tweets'] as const;

/** How much the server was used day by day. */
export function UsageCharts() {
  const words = useStaffWords();
  const errorText = useErrorText();
  const { data, error } = useQuery(readOptions(useClient().admin.usage));
  if (error) return <p role="alert">{errorText(error)}</p>;
  if (!data) return null;
  return (
    <div className="analytics">
      <DayCharts days={data.days} shown={shown} titles={words.usageDays} />
    </div>
  );
}

import { formatsOf } from '../ui/formats.ts';
import { useAnalyticsWords } from '../words/analytics.ts';
import { useWords } from '../words/words.tsx';
import type { Day } from './day.ts';

/** What the charts show, for who cannot see them, and for who wants the numbers. */
export function DayTable<Name extends string>({ days, shown, titles }: DayTableProps<Name>) {
  const words = useAnalyticsWords();
  const { count } = formatsOf(useWords().language);
  return (
    <details className="day-table">
      <summary>{words.table}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section aria-label={words.table} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {titles[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((one) => (
              <tr key={one.day}>
                <th scope="row">{one.label}</th>
                {shown.map((name) => (
                  <td key={name}>{count.format(one[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

interface DayTableProps<Name extends string> {
  days: readonly (Day<Name> & { label: string })[];
  shown: readonly Name[];
  titles: Readonly<Record<Name, string>>;
}

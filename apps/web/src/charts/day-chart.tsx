/** A bar for each day. Who cannot see it hears the summary, and has a table beside it. */
export function DayChart({ title, total, summary, bars }: DayChartProps) {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className="day-chart">
      <figcaption>
        {title} {total && <b>{total}</b>}
      </figcaption>
      <svg viewBox={`0 0 ${bars.length * 10} 100`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {bars.map(({ label, value }, index) => {
          const height = value === 0 ? 1 : Math.max(3, (value / highest) * 100);
          return (
            <rect key={label} x={index * 10 + 1} y={100 - height} width={8} height={height}>
              <title>{`${label}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
      <small aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </small>
    </figure>
  );
}

export interface DayChartProps {
  title: string;
  /** Of all days, if that says something. */
  total: string | undefined;
  summary: string;
  bars: readonly { label: string; value: number }[];
}

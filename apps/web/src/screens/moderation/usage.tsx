import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { UsageStats } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../ui/loading.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { useWords } from '../../words/words.tsx';
import { UsageCharts } from './usage-charts.tsx';

export function Usage() {
  const words = useStaffWords();
  const { language } = useWords();
  const errorText = useErrorText();
  const { data, error } = useQuery(readOptions(useClient().admin.stats));
  if (error) return <p role="alert">{errorText(error)}</p>;
  if (!data) return <Loading />;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <>
      <UsageCharts />
      <table className="figures">
        <caption className="for-listeners">{words.sections.usage}</caption>
        <tbody>
          {Object.entries(toFigures(data)).map(([name, figure]) => (
            <tr key={name}>
              {/* `as`: Object.entries forgets the names. */}
              <th scope="row">{words.usage[name as keyof ReturnType<typeof toFigures>]}</th>
              <td>{number.format(figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function toFigures({ users, tweets, media, impressionsToday, queue }: UsageStats) {
  return {
    ...users,
    ...{ tweets: tweets.total, newTweets: tweets.newDaily, impressionsToday },
    ...{ files: media.files, bytes: media.bytes / 1e6, waiting: queue.events },
  };
}

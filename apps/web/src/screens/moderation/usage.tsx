import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { UsageStats } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../ui/loading.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { Figures } from './figures.tsx';
import { UsageCharts } from './usage-charts.tsx';

export function Usage() {
  const words = useStaffWords();
  const errorText = useErrorText();
  const { data, error } = useQuery(readOptions(useClient().admin.stats));
  if (error) return <p role="alert">{errorText(error)}</p>;
  if (!data) return <Loading />;
  return (
    <>
      <UsageCharts />
      <Figures label={words.sections.usage} names={words.usage} figures={toFigures(data)} />
    </>
  );
}

function toFigures({ users, tweets, media, impressionsToday }: UsageStats) {
  return {
    ...users,
    ...{ tweets: tweets.total, newTweets: tweets.newDaily, impressionsToday },
    ...{ files: media.files, bytes: media.bytes / 1e6 },
  };
}

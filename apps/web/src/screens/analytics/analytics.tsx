import { useClient, useSession } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { AccountAnalytics } from '@dunlin/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { TweetCard } from '../../tweet/tweet-card.tsx';
import { formatsOf } from '../../ui/formats.ts';
import { Loading } from '../../ui/loading.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useAnalyticsWords } from '../../words/analytics.ts';
import { useWords } from '../../words/words.tsx';
import { Figures } from './figures.tsx';

const ranges = [7, 28, 90];
const dayMs = 24 * 3_600_000;

/** What the viewer's tweets received, day by day. */
export function Analytics() {
  const words = useAnalyticsWords();
  const errorText = useErrorText();
  const { analytics } = useClient();
  const id = useSession()?.userId ?? '';
  const [days, setDays] = useState(28);
  const from = new Date(Date.now() - (days - 1) * dayMs).toISOString().slice(0, 10);
  const { data, error, isFetching } = useQuery({
    ...readOptions(analytics.account, { id, from }),
    placeholderData: keepPreviousData,
  });
  return (
    <Screen title={words.title} canGoBack>
      <div className="analytics" aria-busy={isFetching}>
        <p>{words.intro}</p>
        <RangeChoice days={days} onChange={setDays} />
        {error ? <p role="alert">{errorText(error)}</p> : data ? <Figures data={data} /> : <Loading />}
      </div>
      {data && <TopTweets tweets={data.topTweets} />}
    </Screen>
  );
}

function RangeChoice({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const words = useAnalyticsWords();
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{words.range}</label>
      <select id={id} value={days} onChange={({ target }) => onChange(Number(target.value))}>
        {ranges.map((range) => (
          <option key={range} value={range}>
            {words.lastDays(range)}
          </option>
        ))}
      </select>
    </p>
  );
}

function TopTweets({ tweets }: { tweets: AccountAnalytics['topTweets'] }) {
  const words = useAnalyticsWords();
  const { count } = formatsOf(useWords().language);
  if (tweets.length === 0) return null;
  return (
    <section aria-label={words.top}>
      <h2 className="list-title">{words.top}</h2>
      {tweets.map(({ tweet, impressions }) => (
        <TweetCard
          key={tweet.id}
          item={tweet}
          note={<p className="note">{words.views(count.format(impressions))}</p>}
        />
      ))}
    </section>
  );
}

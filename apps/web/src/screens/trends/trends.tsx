import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { tagPath } from '../../paths.ts';
import { Loading } from '../../ui/loading.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

export function Trends() {
  const words = useWords().trends;
  const errorText = useErrorText();
  const { trends } = useClient();
  const { data, error } = useQuery(readOptions(trends.list));
  return (
    <Screen title={words.title}>
      {!data && !error && <Loading />}
      {error && (
        <p className="empty" role="alert">
          {errorText(error)}
        </p>
      )}
      {data?.items.length === 0 && <p className="empty">{words.empty}</p>}
      <ol className="trends" aria-label={words.title}>
        {data?.items.map(({ hashtag, tweetCount, authorCount }) => (
          <li key={hashtag}>
            <Link className="row-link" href={tagPath(hashtag)}>
              <b>#{hashtag}</b>
              <small>{words.counts(tweetCount, authorCount)}</small>
            </Link>
          </li>
        ))}
      </ol>
    </Screen>
  );
}

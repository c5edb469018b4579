import { useClient } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import { useQuery } from '@tanstack/react-query';
import { Link, useRoute } from 'wouter';
import { pages, searchPath } from '../paths.ts';
import { SearchField } from '../screens/search/search-field.tsx';
import { useWords } from '../words/words.tsx';

/** Beside the screen, where there is room. */
export function Side() {
  const words = useWords();
  const { trends } = useClient();
  // That screen has a field of its own.
  const [isSearch] = useRoute(pages.search);
  const { data } = useQuery(readOptions(trends.list, { limit: 5 }));
  return (
    <aside className="side" aria-label={words.trends.title}>
      {!isSearch && <SearchField />}
      {data && data.items.length > 0 && (
        <section className="panel">
          <h2>{words.trends.title}</h2>
          <ul>
            {data.items.map(({ hashtag, tweetCount, authorCount }) => (
              <li key={hashtag}>
                <Link href={searchPath(`#${hashtag}`)}>
                  <b>#{hashtag}</b>
                  <small>{words.trends.counts(tweetCount, authorCount)}</small>
                </Link>
              </li>
            ))}
          </ul>
          <Link href={pages.trends}>{words.trends.all}</Link>
        </section>
      )}
    </aside>
  );
}

import { Link } from 'wouter';
import { searchPath } from '../../paths.ts';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../../words/words.tsx';
import { useRecentSearches } from './recent-searches.ts';

/** What was searched for before, to be searched for again or forgotten. */
export function Recent() {
  const words = useWords().search;
  const { searches, forget, forgetAll } = useRecentSearches();
  if (searches.length === 0) return null;
  return (
    <section className="recent" aria-label={words.recent}>
      <header className="list-title">
        <h2>{words.recent}</h2>
        <button type="button" onClick={forgetAll}>
          {words.forgetAll}
        </button>
      </header>
      <ul>
        {searches.map((q) => (
          <li key={q}>
            <Link className="row-link" href={searchPath(q)} dir="auto">
              {q}
            </Link>
            <button type="button" className="quiet" aria-label={words.forget(q)} onClick={() => forget(q)}>
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <small>{words.recentHint}</small>
    </section>
  );
}

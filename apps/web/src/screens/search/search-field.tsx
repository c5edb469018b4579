import { type FormEvent, useId } from 'react';
import { useLocation, useSearch } from 'wouter';
import { pages, type SearchKind, searchPath } from '../../paths.ts';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../../words/words.tsx';
import { useRecentSearches } from './recent-searches.ts';

export function SearchField({ kind = 'tweets' }: { kind?: SearchKind }) {
  const words = useWords().search;
  const [path, navigate] = useLocation();
  const search = useSearch();
  const id = useId();
  const { remember } = useRecentSearches();
  const q = path === pages.search ? (new URLSearchParams(search).get('q') ?? '') : '';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const written = String(new FormData(event.currentTarget).get('q')).trim();
    if (!written) return;
    remember(written);
    navigate(searchPath(written, kind));
  };
  return (
    <search>
      <form className="search-field" onSubmit={submit}>
        <Icon name="search" />
        <label className="for-listeners" htmlFor={id}>
          {words.label}
        </label>
        <input
          key={q}
          id={id}
          name="q"
          type="search"
          defaultValue={q}
          placeholder={words.placeholder}
          maxLength={500}
          enterKeyHint="search"
        />
      </form>
    </search>
  );
}

import { useClient, useList } from '@dunlin/react';
import { Link, useSearch } from 'wouter';
import { type SearchKind, searchKinds, searchPath, tagPath } from '../../paths.ts';
import { PagesOf } from '../../ui/pages-of.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { UserRow } from '../../user/user-row.tsx';
import { useWords } from '../../words/words.tsx';
import { FoundTweets } from './found-tweets.tsx';
import { Operators } from './operators.tsx';
import { Recent } from './recent.tsx';
import { SearchField } from './search-field.tsx';

export function Search() {
  const words = useWords().search;
  const query = new URLSearchParams(useSearch());
  const q = query.get('q')?.trim() ?? '';
  const kind = searchKinds.find((name) => name === query.get('kind')) ?? 'tweets';
  const tabs = searchKinds.map((name) => ({
    href: searchPath(q, name),
    text: words.kinds[name],
    isOpen: name === kind,
  }));
  return (
    <Screen title={q ? `${words.title}: ${q}` : words.title}>
      <div className="search-head">
        <SearchField kind={kind} />
      </div>
      {q && <Tabs label={words.kindsLabel} tabs={tabs} />}
      {q ? <Found q={q} kind={kind} /> : <Unasked />}
    </Screen>
  );
}

/** What there is to see before anything is asked. */
function Unasked() {
  const words = useWords().search;
  const { users } = useClient();
  const list = useList(users.list);
  return (
    <>
      <Recent />
      <Operators />
      <h2 className="list-title">{words.people}</h2>
      <PagesOf label={words.people} list={list} none={<p>{words.empty}</p>} keyOf={({ id }) => id}>
        {(user) => <UserRow user={user} />}
      </PagesOf>
    </>
  );
}

function Found({ q, kind }: { q: string; kind: SearchKind }) {
  switch (kind) {
    case 'tweets':
      return <FoundTweets q={q} />;
    case 'users':
      return <FoundUsers q={q} />;
    case 'hashtags':
      return <FoundHashtags q={q} />;
  }
}

function FoundUsers({ q }: { q: string }) {
  const words = useWords().search;
  const { search } = useClient();
  const list = useList(search.users, { q });
  return (
    <PagesOf label={words.kinds.users} list={list} none={<p>{words.empty}</p>} keyOf={({ id }) => id}>
      {(user) => <UserRow user={user} />}
    </PagesOf>
  );
}

function FoundHashtags({ q }: { q: string }) {
  const words = useWords().search;
  const { search } = useClient();
  const list = useList(search.hashtags, { q });
  return (
    <PagesOf label={words.kinds.hashtags} list={list} none={<p>{words.empty}</p>} keyOf={({ name }) => name}>
      {({ name, tweetCount }) => (
        <Link className="row-link" href={tagPath(name)}>
          <b>#{name}</b>
          <small>{words.tweetCount(tweetCount)}</small>
        </Link>
      )}
    </PagesOf>
  );
}

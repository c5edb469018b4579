import { useHome, useViewer } from '@dunlin/react';
import { Link } from 'wouter';
import { useCompose } from '../../compose/compose-context.ts';
import { pages } from '../../paths.ts';
import { TweetList } from '../../tweet/tweet-list.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { NewItems } from '../../ui/new-items.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useWords } from '../../words/words.tsx';

/** The timeline of those whom the viewer follows, newest first. */
export function Home() {
  const { home: words } = useWords();
  const list = useHome();
  return (
    <Screen title={words.title}>
      <ComposePrompt />
      <NewItems list={list} />
      <TweetList
        label={words.title}
        list={list}
        none={
          <>
            <p>{words.empty}</p>
            <Link className="button" href={`${pages.search}?kind=users`}>
              {words.findPeople}
            </Link>
          </>
        }
      />
    </Screen>
  );
}

/** Looks like the field that it opens, which is loaded only then. */
function ComposePrompt() {
  const words = useWords().compose;
  const compose = useCompose();
  const { data: viewer } = useViewer();
  return (
    <div className="compose-prompt wide-only">
      {viewer && <Avatar user={viewer} size={44} />}
      <button type="button" onClick={() => compose({})}>
        {words.placeholder}
      </button>
    </div>
  );
}

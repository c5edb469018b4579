import { useTweetSearch } from '@dunlin/react';
import { TweetCard } from '../../tweet/tweet-card.tsx';
import { NewItems } from '../../ui/new-items.tsx';
import { PagesOf } from '../../ui/pages-of.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';
import { Operators } from './operators.tsx';

/** What a search finds, and what is posted meanwhile. */
export function FoundTweets({ q }: { q: string }) {
  const words = useWords().search;
  const errorText = useErrorText();
  const list = useTweetSearch(q);
  return (
    <>
      <NewItems list={list} />
      <PagesOf
        label={words.kinds.tweets}
        list={list}
        none={<Unfound text={words.empty} />}
        keyOf={({ tweet }) => tweet.id}
        errorAs={(error) => error.code === 'INVALID_SEARCH_QUERY' && <Unfound text={errorText(error)} />}
      >
        {({ tweet }) => <TweetCard item={tweet} />}
      </PagesOf>
    </>
  );
}

/** Nothing is there, or the search is not understood: perhaps the operators were meant otherwise. */
function Unfound({ text }: { text: string }) {
  return (
    <div className="unfound">
      <p role="status">{text}</p>
      <Operators isOpen />
    </div>
  );
}

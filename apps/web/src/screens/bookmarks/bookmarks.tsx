import { useClient, useList } from '@dunlin/react';
import { TweetList } from '../../tweet/tweet-list.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useWords } from '../../words/words.tsx';

export function Bookmarks() {
  const words = useWords().bookmarks;
  const { bookmarks } = useClient();
  const list = useList(bookmarks.list);
  return (
    <Screen title={words.title}>
      <TweetList label={words.title} list={list} none={<p>{words.empty}</p>} />
    </Screen>
  );
}

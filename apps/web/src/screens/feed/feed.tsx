import { useClient, useList } from '@dunlin/react';
import type { FeedReason } from '@dunlin/sdk';
import { TweetCard } from '../../tweet/tweet-card.tsx';
import { useNames } from '../../tweet/use-names.ts';
import { PagesOf } from '../../ui/pages-of.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useWords } from '../../words/words.tsx';

/** What is likely to interest the viewer, each with why. */
export function Feed() {
  const words = useWords().feed;
  const { feed } = useClient();
  const list = useList(feed.get);
  return (
    <Screen title={words.title}>
      <PagesOf label={words.title} list={list} none={<p>{words.empty}</p>} keyOf={({ tweet }) => tweet.id}>
        {({ tweet, reasons: [reason] }) => (
          <TweetCard item={tweet} note={reason && <Reason reason={reason} />} />
        )}
      </PagesOf>
    </Screen>
  );
}

function Reason({ reason: { type, users, userCount } }: { reason: FeedReason }) {
  const words = useWords().feed.reasons;
  const names = useNames(users, userCount);
  if (type === 'following') return null;
  const text = words[type];
  return (
    <p className="note">
      <span dir="auto">{typeof text === 'string' ? text : text(names)}</span>
    </p>
  );
}

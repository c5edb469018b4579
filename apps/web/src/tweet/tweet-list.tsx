import type { ListResult } from '@dunlin/react';
import type { HomeTweet, Tweet } from '@dunlin/sdk';
import type { ReactNode } from 'react';
import { PagesOf } from '../ui/pages-of.tsx';
import { TweetCard } from './tweet-card.tsx';

/** A list of tweets, page by page. */
export function TweetList<Item extends HomeTweet | Tweet>({
  label,
  list,
  none,
  errorAs,
}: TweetListProps<Item>) {
  return (
    <PagesOf label={label} list={list} none={none} keyOf={({ id }) => id} {...(errorAs && { errorAs })}>
      {(item) => <TweetCard item={item} />}
    </PagesOf>
  );
}

interface TweetListProps<Item> {
  label: string;
  list: ListResult<Item, { code: string; message: string }>;
  none: ReactNode;
  errorAs?: (error: { code: string; message: string }) => ReactNode;
}

import type { QuotedTweet } from '@dunlin/sdk';
import { createContext, use } from 'react';

/** What is about to be written: a tweet, a reply or a quote. */
export interface ComposeTarget {
  replyTo?: QuotedTweet;
  quoted?: QuotedTweet;
}

export const ComposeContext = createContext<(target: ComposeTarget) => void>(() => {});

/** Opens the dialog in which tweets are written. */
export const useCompose = () => use(ComposeContext);

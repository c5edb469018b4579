import type { Account, Tweet } from './world.ts';

/** What is looked at, one by one. */
export interface Looked {
  accounts: readonly Account[];
  tweets: readonly Tweet[];
  hashtags: readonly string[];
  queries: readonly string[];
}

import type { Person } from './people.ts';

/** What has been asked for, and what of it was acknowledged: the database has to agree. */
export interface Ledger {
  /** In the order in which they were sent. */
  readonly tweets: readonly PostedTweet[];
  /** By `followerId:followeeId`: of authors among each other. */
  readonly follows: ReadonlyMap<string, FollowState>;
}

export interface PostedTweet {
  author: Person;
  /** No other has it. */
  text: string;
  /** Set once it was acknowledged. */
  id: string | undefined;
  deletion: Progress;
  /** By the id of who liked it. */
  likes: Map<string, Progress>;
}

export interface FollowState {
  isFollowing: boolean;
  /** A change is under way: of one pair, one at a time. */
  isChanging: boolean;
}

export type Progress = 'none' | 'asked' | 'acknowledged' | 'refused';

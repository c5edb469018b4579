import type { FollowRecord } from './read-follows.ts';
import type { TweetRecord } from './read-tweets.ts';
import { createUsernames } from './usernames.ts';

/** What is replayed. An account is a number: its index in `usernames`. */
export interface Plan {
  /** Most followed first, so that authors are the first `authors` of them. */
  usernames: string[];
  authors: number;
  /** In the order of the file. */
  follows: { follower: number; followee: number }[];
  /** In the order of the file. */
  tweets: PlannedTweet[];
  adaptedUsernames: number;
  /** Edges left out because they say that an account follows itself, or say again what one before them said. */
  skippedFollows: number;
  /** Which part of the tweets this is: 1 for all of them. */
  share: number;
}

export interface PlannedTweet {
  author: number;
  text: string;
}

/**
 * Puts the authors of tweets onto the accounts of the graph, which share no names: whoever tweets most takes the account
 * with the most followers, and so on down both rankings. With a limit there are as many accounts in proportion as tweets,
 * the most followed ones, and at least the authors.
 */
export function planReplay(input: {
  tweets: readonly TweetRecord[];
  follows: readonly FollowRecord[];
  limit: number;
}): Plan {
  const tweets = input.tweets.slice(0, input.limit);
  const share = tweets.length / Math.max(1, input.tweets.length);
  const authors = rank(tweets.map(({ username }) => username));
  const graph = rankAccounts(input.follows);
  const cast = graph.slice(0, Math.max(authors.length, Math.ceil(graph.length * share)));

  const usernames = createUsernames();
  const authorNames = authors.map((author) => usernames.claim(author));
  const otherNames = cast.slice(authors.length).map((number) => usernames.claim(`user_${number}`));
  const authorIndex = toIndex(authors);
  const { follows, skipped } = planFollows(input.follows, toIndex(cast));
  return {
    usernames: [...authorNames, ...otherNames],
    authors: authors.length,
    follows,
    tweets: tweets.map(({ username, text }) => ({ author: indexOf(authorIndex, username), text })),
    adaptedUsernames: usernames.adapted,
    skippedFollows: skipped,
    share,
  };
}

function planFollows(records: readonly FollowRecord[], accountIndex: ReadonlyMap<number, number>) {
  const seen = new Set<string>();
  const follows: Plan['follows'] = [];
  let skipped = 0;
  for (const record of records) {
    const follower = accountIndex.get(record.follower);
    const followee = accountIndex.get(record.followee);
    if (follower === undefined || followee === undefined) continue;
    const key = `${follower} ${followee}`;
    if (follower === followee || seen.has(key)) {
      skipped++;
      continue;
    }
    seen.add(key);
    follows.push({ follower, followee });
  }
  return { follows, skipped };
}

/** Accounts of the graph, most followed first; those nobody follows come last. */
function rankAccounts(follows: readonly FollowRecord[]): number[] {
  const followed = rank(follows.map(({ followee }) => followee));
  return [...new Set([...followed, ...follows.map(({ follower }) => follower)])];
}

/** Distinct values, the most frequent first; where equally frequent, the one seen first. */
function rank<Value>(values: readonly Value[]): Value[] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}

function toIndex<Value>(values: readonly Value[]): Map<Value, number> {
  return new Map(values.map((value, index) => [value, index]));
}

function indexOf<Value>(index: ReadonlyMap<Value, number>, value: Value): number {
  const found = index.get(value);
  if (found === undefined) throw new Error(`${String(value)} is not ranked`);
  return found;
}

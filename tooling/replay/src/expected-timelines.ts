import type { Plan } from './plan.ts';

/** Entries that a home timeline is sure to keep: the newest. */
const keptEntries = 800;

/** A tweet that the API accepted: its id, and who wrote what by the files. */
export interface PostedTweet {
  id: string;
  author: number;
  text: string;
}

/** What can be read of a tweet in a timeline. */
export interface SeenTweet {
  id: string;
  text: string;
  author: { username: string };
}

/** The tweets of these accounts and of whom they follow, newest first. */
export function recomputeTimelines(
  { follows }: Pick<Plan, 'follows'>,
  { posted, accounts }: { posted: readonly PostedTweet[]; accounts: readonly number[] },
): Map<number, PostedTweet[]> {
  const byAuthor = Map.groupBy(posted, ({ author }) => author);
  const authorsOf = new Map(accounts.map((account) => [account, [account]]));
  for (const { follower, followee } of follows) authorsOf.get(follower)?.push(followee);
  return new Map(
    Array.from(authorsOf, ([account, authors]) => [
      account,
      authors.flatMap((author) => byAuthor.get(author) ?? []).sort(newestFirst),
    ]),
  );
}

/**
 * Followers spread evenly over the range from the longest timeline to the shortest that has a tweet of someone else.
 * @returns accounts, the one with the longest timeline first.
 */
export function sampleFollowers({ follows, tweets }: Plan, count: number): number[] {
  const tweetsOf = new Map<number, number>();
  for (const { author } of tweets) tweetsOf.set(author, (tweetsOf.get(author) ?? 0) + 1);
  const lengths = new Map<number, number>();
  for (const { follower, followee } of follows) {
    const length = tweetsOf.get(followee) ?? 0;
    if (length > 0) lengths.set(follower, (lengths.get(follower) ?? 0) + length);
  }
  const ranked = [...lengths].sort(([a, x], [b, y]) => y - x || a - b).map(([account]) => account);
  if (ranked.length <= count) return ranked;
  return Array.from({ length: count }, (_, place) =>
    ranked.at(Math.round((place * (ranked.length - 1)) / (count - 1))),
  ).filter((account) => account !== undefined);
}

/**
 * Where a timeline differs from the expected one; undefined when every tweet that it must keep stands in it once and in
 * order. Of older ones it may keep some, once and in order too.
 */
export function findDifference(
  { usernames }: Pick<Plan, 'usernames'>,
  { expected, seen }: { expected: readonly PostedTweet[]; seen: readonly SeenTweet[] },
): string | undefined {
  const lines = expected.map(({ id, author, text }) => `${id} @${usernames[author]}: ${text}`);
  let next = 0;
  for (const [place, { id, author, text }] of seen.entries()) {
    const line = `${id} @${author.username}: ${text}`;
    const found = lines.indexOf(line, next);
    if (found < 0 || (found > next && next < keptEntries))
      return `entry ${place + 1} is ${quote(line)}, expected ${quote(lines[next])}`;
    next = found + 1;
  }
  if (next >= Math.min(lines.length, keptEntries)) return;
  return `the timeline ends after ${seen.length} entries, expected ${quote(lines[next])}`;
}

/** The order of ids is the order of creation. */
export function newestFirst(a: { id: string }, b: { id: string }): number {
  return b.id.length - a.id.length || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function quote(line = 'the end'): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 79)}…` : line);
}

/** Graph accounts by the number that the file gives them. */
export interface FollowRecord {
  followee: number;
  follower: number;
}

/**
 * The follows of an edge list: a line `A B` says that B follows A. Lines without two numbers are skipped, and so is a last
 * line without its newline: the file was cut there, perhaps inside a number.
 */
export function readFollows(edgelist: string): { follows: FollowRecord[]; skipped: number } {
  const lines = edgelist.split('\n');
  const rest = lines.pop();
  const follows = lines.flatMap(toFollow);
  return { follows, skipped: lines.length - follows.length + (rest ? 1 : 0) };
}

function toFollow(line: string): FollowRecord[] {
  const [, followee, follower] = /^\s*(\d+)\s+(\d+)\s*$/.exec(line) ?? [];
  return followee && follower ? [{ followee: Number(followee), follower: Number(follower) }] : [];
}

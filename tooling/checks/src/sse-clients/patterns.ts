/** How the connections of a client are cut. */
export interface Pattern {
  name: string;
  /** When the next connection is cut; undefined for one that is not. */
  nextCut(): Cut | undefined;
}

/** After so many tweets, with a half within the next; or when the connection has stood for so long. */
export type Cut = { after: number } | { forMs: number };

export const patterns: Pattern[] = [
  cutAfter(1),
  cutAfter(2),
  cutAfter(5),
  cutAfter(2.5),
  cutEach(1_000),
  cutEach(3_000),
  { name: 'at random', nextCut: () => ({ after: Math.floor(Math.random() * 9) / 2 }) },
];

/** For a client whose server is what ends. */
export const uncut: Pattern = { name: 'server restarted', nextCut: () => undefined };

export function cutAfter(tweets: number): Pattern {
  return { name: `after ${tweets}`, nextCut: () => ({ after: tweets }) };
}

function cutEach(ms: number): Pattern {
  return { name: `each ${ms / 1_000} s`, nextCut: () => ({ forMs: ms }) };
}

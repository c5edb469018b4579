import { createRandom } from '@dunlin/harness/create-random';

/** How the connections of a client are cut. */
export interface Pattern {
  name: string;
  /** For one client: what it returns tells when the next connection is cut, or undefined for one that is not. */
  startCuts(): () => Cut | undefined;
}

/** After so many tweets, with a half within the next; or when the connection has stood for so long. */
export type Cut = { after: number } | { forMs: number };

/** @param seed of the pattern that is random: each client is cut alike, and again in another run. */
export function createPatterns(seed: number): Pattern[] {
  return [
    cutAfter(1),
    cutAfter(2),
    cutAfter(5),
    cutAfter(2.5),
    cutEach(1_000),
    cutEach(3_000),
    { name: 'at random', startCuts: () => cutAtRandom(createRandom(seed)) },
  ];
}

/** For a client whose server, or session, is what ends. */
export const uncut: Pattern = { name: 'server restarted', startCuts: () => () => undefined };

export function cutAfter(tweets: number): Pattern {
  return { name: `after ${tweets}`, startCuts: () => () => ({ after: tweets }) };
}

function cutEach(ms: number): Pattern {
  return { name: `each ${ms / 1_000} s`, startCuts: () => () => ({ forMs: ms }) };
}

function cutAtRandom(random: () => number): () => Cut {
  return () => ({ after: Math.floor(random() * 9) / 2 });
}

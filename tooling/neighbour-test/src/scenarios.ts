import type { Scenario } from './scenario.ts';
import { batchPages } from './scenarios/batch-pages.ts';
import { oddBodies } from './scenarios/odd-bodies.ts';
import { manySockets, unreadStreams } from './scenarios/open-streams.ts';
import { longSearches, manyReads } from './scenarios/reads.ts';
import { slowBodies } from './scenarios/slow-bodies.ts';
import { animations, halfUploads } from './scenarios/uploads.ts';
import { freshKeys, longTweets, wrongPasswords } from './scenarios/writes.ts';

export const scenarios: readonly Scenario[] = [
  batchPages,
  oddBodies,
  slowBodies,
  freshKeys,
  animations,
  halfUploads,
  manySockets,
  unreadStreams,
  longSearches,
  manyReads,
  longTweets,
  wrongPasswords,
];

import { hashtags } from '../text.ts';
import { publicUses } from './search.ts';
import type { World } from './world.ts';

/** Authors that make a trend, where nothing was expected. */
const minAuthors = 3;

/** Each author counts once; the most first. */
export function trendsOf(world: World) {
  const trends = hashtags.map((hashtag) => ({
    hashtag,
    tweetCount: publicUses(world, hashtag).length,
    authorCount: countAuthors(world, hashtag),
  }));
  return trends
    .filter(({ authorCount }) => authorCount >= minAuthors)
    .toSorted((a, b) => b.authorCount - a.authorCount || (a.hashtag < b.hashtag ? -1 : 1));
}

export function rankTrends(world: World): void {
  world.trends = trendsOf(world).map(({ hashtag }) => hashtag);
}

/** Between two rankings no trend comes, and those end at once that too few make. */
export function dropTrends(world: World): void {
  world.trends = world.trends.filter((hashtag) => countAuthors(world, hashtag) >= minAuthors);
}

function countAuthors(world: World, hashtag: string): number {
  return new Set(publicUses(world, hashtag).map(({ by }) => by)).size;
}

import { comesUnasked, isSeen } from './sight.ts';
import type { Account, Tweet, World } from './world.ts';

/** A tweet in a list, with what a viewer is shown of what it repeats and quotes. */
export function describeTweet(
  world: World,
  viewer: Account,
  { tweet, unasked = false }: { tweet: Tweet; unasked?: boolean },
): string {
  const { name, retweetOf, quoted } = tweet;
  if (retweetOf) return `${name} of ${describeTweet(world, viewer, { tweet: retweetOf, unasked })}`;
  const shows = quoted && (unasked ? comesUnasked : isSeen)(world, viewer, quoted);
  return shows ? `${name} quoting ${quoted.name}` : name;
}

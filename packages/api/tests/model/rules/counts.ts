import { isActive } from './sight.ts';
import type { Account, Mark, Tweet, World } from './world.ts';

/** Counters say what lists say to who sees all: of who is suspended, nothing counts. */
export function countsOf(world: World, tweet: Tweet) {
  const written = (relation: 'replyTo' | 'quoted' | 'retweetOf') =>
    world.tweets.filter(
      (other) => other[relation] === tweet && other.state === 'living' && isActive(other.by),
    ).length;
  const marked = (marks: readonly Mark[]) =>
    marks.filter((mark) => mark.tweet === tweet && isActive(mark.by)).length;
  return {
    replies: written('replyTo'),
    quotes: written('quoted'),
    retweets: written('retweetOf'),
    likes: marked(world.likes),
    bookmarks: marked(world.bookmarks),
  };
}

/** Retweets are tweets, also of what is out of sight for now. */
export function countsOfAccount({ tweets, follows }: World, account: Account) {
  return {
    tweets: tweets.filter(({ by, state }) => by === account && state === 'living').length,
    followers: follows.filter(({ by, to }) => to === account && isActive(by)).length,
    following: follows.filter(({ by, to }) => by === account && isActive(to)).length,
  };
}

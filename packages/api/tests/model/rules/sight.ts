import { type Account, has, type Tweet, type World } from './world.ts';

export function isActive(account: Account): boolean {
  return account.suspension === null && !account.hasLeft;
}

/** A block keeps both from each other, whoever set it. */
export function areApart({ blocks }: World, one: Account, other: Account): boolean {
  return has(blocks, one, other) || has(blocks, other, one);
}

/** Whether a private account keeps a viewer from what it writes. */
export function isOpenTo({ follows }: World, viewer: Account, author: Account): boolean {
  return !author.isPrivate || author === viewer || has(follows, viewer, author);
}

/** Whether a viewer may see what an author writes. */
export function sees(world: World, viewer: Account, author: Account): boolean {
  return isActive(author) && !areApart(world, viewer, author) && isOpenTo(world, viewer, author);
}

/** Whether a viewer hears of what another does without asking. */
export function hearsOf(world: World, viewer: Account, other: Account): boolean {
  return isActive(other) && !areApart(world, viewer, other) && !has(world.mutes, viewer, other);
}

/** A retweet shows what it repeats, and so is seen by who sees both. */
export function isSeen(world: World, viewer: Account, tweet: Tweet): boolean {
  if (tweet.state !== 'living' || !sees(world, viewer, tweet.by)) return false;
  return tweet.retweetOf === null || isSeen(world, viewer, tweet.retweetOf);
}

/** The same of what comes unasked: nothing of muted authors. */
export function comesUnasked(world: World, viewer: Account, tweet: Tweet): boolean {
  const authors = tweet.retweetOf === null ? [tweet.by] : [tweet.by, tweet.retweetOf.by];
  return isSeen(world, viewer, tweet) && !authors.some((author) => has(world.mutes, viewer, author));
}

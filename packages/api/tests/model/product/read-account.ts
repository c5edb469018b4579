import type { Product } from './product.ts';
import { describeTweet, orRefusal, readAll } from './read.ts';

export function readProfile({ as, idOf }: Product, viewer: string, name: string) {
  return orRefusal(
    as(viewer)
      .users.get({ id: idOf(name) })
      .then((user) => ({
        isPrivate: user.private,
        tweets: user.tweetCount,
        followers: user.followerCount,
        following: user.followingCount,
        viewer: user.viewer,
      })),
  );
}

export function readLists(product: Product, viewer: string, name: string) {
  const id = product.idOf(name);
  const { users } = product.as(viewer);
  const read = async () => ({
    tweets: (await readAll((page) => users.tweets({ id, ...page }))).map((tweet) =>
      describeTweet(product, tweet),
    ),
    likes: (await readAll((page) => users.likes({ id, ...page }))).map((tweet) =>
      describeTweet(product, tweet),
    ),
    followers: toNames(await readAll((page) => users.followers({ id, ...page }))),
    following: toNames(await readAll((page) => users.following({ id, ...page }))),
  });
  return orRefusal(read());
}

/** What is the viewer's own. */
export async function readOwnLists(product: Product, viewer: string) {
  const { moderation, bookmarks, follows } = product.as(viewer);
  return {
    requests: (await readAll(follows.requests.list)).map(({ user }) => user.username),
    blocks: toNames(await readAll(moderation.blocks)),
    mutes: toNames(await readAll(moderation.mutes)),
    removed: (await readAll(moderation.removedTweets)).map(({ id }) => product.nameOf(id)),
    bookmarks: (await readAll(bookmarks.list)).map((tweet) => describeTweet(product, tweet)),
  };
}

export function toNames(users: readonly { username: string }[]): string[] {
  return users.map(({ username }) => username);
}

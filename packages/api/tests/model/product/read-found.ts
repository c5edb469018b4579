import { describeReason } from '../rules/feed.ts';
import type { Looked } from '../rules/looked.ts';
import type { Product } from './product.ts';
import { describeTweet, readAll } from './read.ts';

export async function readFeed(product: Product, viewer: string) {
  const items = await readAll(product.as(viewer).feed.get);
  return items.map(({ tweet, reasons, score }) => ({
    tweet: describeTweet(product, tweet),
    reasons: reasons.map(({ type, users, userCount }) =>
      describeReason(
        type,
        users.map(({ username }) => username),
        userCount,
      ),
    ),
    score,
  }));
}

export async function readSearches(product: Product, viewer: string, looked: Looked) {
  const { search } = product.as(viewer);
  const find = async (q: string) => {
    const found = await readAll((page) => search.tweets({ q, sort: 'newest', ...page }));
    return found.map(({ tweet }) => describeTweet(product, tweet));
  };
  const isFound = async (name: string) => {
    const { items } = await search.users({ q: name });
    return items.some(({ username }) => username === name) ? [name] : [];
  };
  const count = async (name: string) => {
    const { items } = await search.hashtags({ q: name });
    return items.find((hashtag) => hashtag.name === name)?.tweetCount ?? 0;
  };
  return {
    tweets: await Promise.all(looked.queries.map(find)),
    users: (await Promise.all(looked.accounts.map(({ name }) => isFound(name)))).flat(),
    hashtags: await Promise.all(looked.hashtags.map(count)),
  };
}

export async function readTrends({ admin }: Product) {
  const { items } = await admin.trends.list({});
  return items.map(({ hashtag, tweetCount, authorCount }) => ({ hashtag, tweetCount, authorCount }));
}

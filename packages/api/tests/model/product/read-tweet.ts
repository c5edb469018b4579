import type { Caller } from '@dunlin/harness';
import type { ConversationPage, QuotedTweet } from '../../../src/tweets/schema.ts';
import { toContent } from '../text.ts';
import type { Product } from './product.ts';
import { describeTweet, orRefusal, readAll } from './read.ts';
import { toNames } from './read-account.ts';

export function readTweetPage(product: Product, viewer: string, name: string) {
  const id = product.idOf(name);
  const { tweets } = product.as(viewer);
  const read = async () => {
    const tweet = await tweets.get({ id });
    return {
      tweet: describeTweet(product, tweet),
      original: await readSingle(product, tweets, tweet.retweetOf ?? tweet),
      conversation: {
        thread: await readConversation(product, (page) => tweets.thread({ id, ...page })),
        replies: await readConversation(product, (page) => tweets.replies({ id, ...page })),
      },
      likers: toNames(await readAll((page) => tweets.likers({ id, ...page }))),
      retweeters: toNames(await readAll((page) => tweets.retweeters({ id, ...page }))),
      quotes: (await readAll((page) => tweets.quotes({ id, ...page }))).map((quote) =>
        describeTweet(product, quote),
      ),
    };
  };
  return orRefusal(read());
}

async function readSingle({ nameOf }: Product, { history }: Caller['tweets'], tweet: QuotedTweet) {
  const { replies, quotes, retweets, likes, bookmarks } = tweet.counts;
  const { likedVersion, retweeted, bookmarked } = tweet.viewer;
  const versions = await readAll((page) => history({ id: tweet.id, ...page }));
  return {
    content: toContent(tweet.text),
    version: tweet.version,
    replyTo: tweet.replyToId && nameOf(tweet.replyToId),
    root: nameOf(tweet.conversationId),
    quoted: tweet.quotedId && nameOf(tweet.quotedId),
    quoteDetached: tweet.quoteDetached,
    counts: { replies, quotes, retweets, likes, bookmarks },
    viewer: { likedVersion, retweeted, bookmarked },
    history: versions.map(({ text }) => toContent(text)),
  };
}

async function readConversation(
  product: Product,
  read: (page: { limit: number; cursor?: string }) => Promise<ConversationPage>,
) {
  let leftOut = 0;
  const tweets = await readAll(async (page) => {
    const answer = await read(page);
    leftOut += answer.leftOut.muted;
    return answer;
  });
  return { tweets: tweets.map((tweet) => describeTweet(product, tweet)), leftOut };
}

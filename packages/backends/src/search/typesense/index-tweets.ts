import type { TweetDocument } from '../search.ts';
import { deleteDocuments, importDocuments, search } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { noteHashtags } from './hashtags.ts';
import { isAtLeast } from './numbers.ts';
import { toFact } from './tokens.ts';
import { type StoredTweet, toListingFacts, toStoredTweets } from './tweet-document.ts';
import { hasFact, toQuery } from './tweet-filter.ts';

/** Each import costs some milliseconds beside its tweets. */
const largestPart = 1_000;
/** Typesense waits for the first part alone: to make a tweet ready takes half as long as to import it. */
const firstPart = 250;

export async function indexTweets(
  context: TypesenseContext,
  tweets: readonly TweetDocument[],
): Promise<void> {
  const { send, loadWordTokens, collections } = context;
  let importing = Promise.resolve();
  try {
    for (const part of cutIntoParts(tweets)) {
      // While Typesense is at the part before.
      const documents = await toStoredTweets(loadWordTokens, part);
      await importing;
      importing = importDocuments(send, collections.tweets, documents);
      // It is heard of where it is awaited, which may be later.
      importing.catch(() => {});
    }
  } finally {
    // Also where the next could not be made ready: whoever writes after this is to be the later one.
    await importing;
  }
  const listed = tweets.filter((tweet) => tweet.listed);
  await noteHashtags(
    context,
    listed.flatMap(({ hashtags }) => hashtags),
  );
}

function* cutIntoParts(tweets: readonly TweetDocument[]): Generator<readonly TweetDocument[]> {
  for (let from = 0, size = firstPart; from < tweets.length; size = Math.min(2 * size, largestPart)) {
    yield tweets.slice(from, from + size);
    from += size;
  }
}

export async function removeTweets(
  { send, collections }: TypesenseContext,
  ids: readonly string[],
): Promise<void> {
  await deleteDocuments(send, collections.tweets, ids);
}

/** Typesense answers no more at once. */
const pageSize = 250;
const pagesPerCall = 4;

export async function setAuthorListed(
  context: TypesenseContext,
  { author, listed, after = '0' }: { author: string; listed: boolean; after?: string | undefined },
): Promise<string | undefined> {
  let last: string | undefined = after;
  for (let page = 0; page < pagesPerCall && last !== undefined; page++)
    last = await setPageListed(context, { author, listed, after: last });
  return last;
}

/** @returns the id of the last tweet, where another page follows. */
async function setPageListed(
  context: TypesenseContext,
  { author, listed, after }: { author: string; listed: boolean; after: string },
): Promise<string | undefined> {
  const { send, collections } = context;
  const unlisted = toFact('unlisted');
  const filters = [hasFact(toFact('from', author)), isAtLeast('n', BigInt(after) + 1n)];
  const [found] = await search<StoredTweet>(send, [
    {
      ...{
        collection: collections.tweets,
        ...{ q: listed ? '*' : toQuery([unlisted]), query_by: 'facts' },
        filter_by: [...filters, ...(listed ? [hasFact(unlisted)] : [])].join(' && '),
      },
      ...{ sort_by: 'n:asc', per_page: pageSize, include_fields: 'id,facts,hashtags' },
    },
  ]);
  const tweets = found?.documents ?? [];
  const changes = tweets.map(({ id, facts, hashtags = [] }) => {
    const former = new Set(toListingFacts(!listed, hashtags));
    const others = facts.split(' ').filter((fact) => !former.has(fact));
    return { id, facts: [...others, ...toListingFacts(listed, hashtags)].join(' ') };
  });
  await importDocuments(send, collections.tweets, changes, { action: 'update' });
  if (listed)
    await noteHashtags(
      context,
      tweets.flatMap(({ hashtags = [] }) => hashtags),
    );
  return tweets.length === pageSize ? tweets.at(-1)?.id : undefined;
}

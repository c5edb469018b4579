import { isDeepStrictEqual } from 'node:util';
import type { Differences, IdRange, TweetDocument, UserDocument } from '../search.ts';
import { search } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import type { Kind } from './schema.ts';
import { type StoredTweet, toStoredTweets } from './tweet-document.ts';
import { type StoredUser, toStoredUser } from './users.ts';

/** Typesense answers no more at once. */
const pageSize = 250;

export async function compareTweets(
  context: TypesenseContext,
  range: IdRange,
  tweets: readonly TweetDocument[],
): Promise<Differences> {
  const expected = await toStoredTweets(context.loadWordTokens, tweets);
  const found = await readRange<StoredTweet>(context, 'tweets', range);
  return compare(expected.map(toComparable), found.map(toComparable));
}

export async function compareUsers(
  context: TypesenseContext,
  range: IdRange,
  users: readonly UserDocument[],
): Promise<Differences> {
  const expected = users.map(toStoredUser);
  const found = await readRange<StoredUser>(context, 'users', range);
  const withoutNumber = ({ n: _, ...user }: StoredUser) => user;
  return compare(expected.map(withoutNumber), found.map(withoutNumber));
}

async function readRange<Document extends { id: string }>(
  { send, collections }: TypesenseContext,
  kind: Exclude<Kind, 'hashtags'>,
  { after, upTo }: IdRange,
): Promise<Document[]> {
  const found: Document[] = [];
  for (let last = after; ; ) {
    const [page] = await search<Document>(send, [
      {
        ...{ collection: collections[kind], q: '*', sort_by: 'n:asc', per_page: pageSize },
        filter_by: `n:[${BigInt(last) + 1n}..${BigInt(upTo)}]`,
        exclude_fields: 'n',
      },
    ]);
    const documents = page?.documents ?? [];
    found.push(...documents);
    const end = documents.at(-1)?.id;
    if (end === undefined || documents.length < pageSize) return found;
    last = end;
  }
}

/** Facts have no order. */
function toComparable({ n: _, facts, ...tweet }: StoredTweet) {
  return { ...tweet, facts: facts.split(' ').sort() };
}

function compare<Document extends { id: string }>(
  expected: readonly Document[],
  found: readonly Document[],
): Differences {
  const stored = new Map(found.map((document) => [document.id, document]));
  const wanted = new Set(expected.map(({ id }) => id));
  const isDifferent = (document: Document) =>
    stored.has(document.id) && !isDeepStrictEqual(stored.get(document.id), document);
  return {
    missing: expected.filter(({ id }) => !stored.has(id)).map(({ id }) => id),
    extra: found.filter(({ id }) => !wanted.has(id)).map(({ id }) => id),
    different: expected.filter(isDifferent).map(({ id }) => id),
  };
}

import { expect } from 'vitest';
import type {
  HashtagHit,
  NameSearch,
  Search,
  TweetDocument,
  TweetHit,
  TweetSearch,
  TweetTerm,
} from '../search.ts';

export function createFixture(search: () => Search) {
  let last = 0n;
  /** Ids tell the time, and are drawn in order. */
  const nextId = (time = new Date()) =>
    String((BigInt(time.getTime() - Date.UTC(2024, 0, 1)) << 22n) | ++last);
  const document = (fields: Partial<TweetDocument>): TweetDocument => ({
    ...{
      id: nextId(fields.createdAt),
      author: 'somebody',
      replyTo: null,
      mentions: [],
      hashtags: [],
      text: '',
    },
    ...{ language: 'und', createdAt: new Date(), hasMedia: false, hasLinks: false, likes: 0, listed: true },
    ...fields,
  });
  const find = ({ terms, ...options }: Partial<TweetSearch> & { terms: readonly TweetTerm[] }) =>
    search().searchTweets({ ways: [terms], sort: 'newest', alsoBy: [], limit: 100, ...options });
  const findIds = async (options: Parameters<typeof find>[0]) => (await find(options)).map(({ id }) => id);
  const eventually = <Value>(read: () => Promise<Value>) =>
    expect.poll(read, { interval: 20, timeout: 1_000 });
  return {
    search,
    nextId,
    document,
    async add(fields: Partial<TweetDocument>): Promise<string> {
      const added = document(fields);
      await search().indexTweets([added]);
      return added.id;
    },
    async expectFound(
      terms: TweetTerm[],
      ids: string[],
      options: Partial<TweetSearch> & { atLeast?: boolean } = {},
    ) {
      const { atLeast, ...rest } = options;
      const expected = atLeast ? expect.arrayContaining(ids) : ids;
      await eventually(() => findIds({ terms, ...rest })).toEqual(expected);
    },
    async expectNothing(terms: TweetTerm[]) {
      await eventually(() => findIds({ terms })).toEqual([]);
    },
    async expectHits<Value>(
      options: Parameters<typeof find>[0],
      look: (hits: TweetHit[]) => Value,
    ): Promise<Value> {
      await eventually(async () => (await find(options)).length).toBeGreaterThan(0);
      return look(await find(options));
    },
    async expectUsers(text: string, ids: (string | undefined)[], { anyOrder = false } = {}) {
      const found = async () => (await search().searchUsers({ text, limit: 100 })).map(({ id }) => id);
      await eventually(async () => (anyOrder ? (await found()).sort() : await found())).toEqual(ids);
    },
    async expectHashtags(text: string, counts: Record<string, number>, { among = false } = {}) {
      const found = async () => toCounts(await search().searchHashtags({ text, limit: 100 }));
      await eventually(found).toEqual(among ? expect.objectContaining(counts) : counts);
    },
  };
}

export type Fixture = ReturnType<typeof createFixture>;

/** Reads page after page to the end. */
export async function walk<Hit extends { position: string }>(
  read: (after: NameSearch['after']) => Promise<Hit[]>,
): Promise<Hit[]> {
  const seen: Hit[] = [];
  for (;;) {
    const page = await read(seen.at(-1)?.position);
    if (page.length === 0) return seen;
    seen.push(...page);
  }
}

function toCounts(hits: HashtagHit[]): Record<string, number> {
  return Object.fromEntries(hits.map(({ name, tweetCount }) => [name, tweetCount]));
}

export const word = (text: string): TweetTerm => ({ kind: 'word', text, negated: false });
export const phrase = (text: string): TweetTerm => ({ kind: 'phrase', text, negated: false });
export const not = (term: TweetTerm): TweetTerm => ({ ...term, negated: true });

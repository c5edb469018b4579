import {
  createClient,
  type DunlinClient,
  type DunlinError,
  type DunlinErrorCode,
  safe,
  type Tweet,
} from '@dunlin/sdk';
import type { FastifyInstance } from 'fastify';
import type { OpenList } from '../src/paths.ts';
import type {
  MissingPage,
  MissingReason,
  ProfilePage,
  TagPage,
  ThreadPage,
} from '../src/visitor/visitor-page.ts';
import { fetchWithin } from './fetch-within.ts';
import type { PublicReads } from './public-reads.ts';

const threadLimit = 50;
/** What a feed holds at least of an account that has written as much, unless it repeats others more often than `maxFeedPages` have room for. */
const feedLength = 20;
const maxFeedPages = 5;

/** Reads as a visitor from an address, by whose limits it is counted. */
export function createReader(app: FastifyInstance, { address, reads }: ReaderOptions): Reader {
  const client = createVisitorClient(app, address);
  return {
    profile: (username, cursor, only = 'tweets') => readProfilePage(client, { username, cursor, only }),
    writings: (username) => readWritings(client, username),
    tag: (written, cursor) => readTagPage(client, { written, cursor }),
    thread: (id) => readThreadPage(client, { id, reads }),
  };
}

function createVisitorClient(app: FastifyInstance, address: string): DunlinClient {
  const within = fetchWithin(app);
  return createClient({
    baseUrl: 'http://dunlin.internal',
    retry: { maxRetries: 0 },
    fetch(url, { headers, ...request } = {}) {
      const fields = new Headers(headers);
      fields.set('x-forwarded-for', address);
      return within(url, { ...request, headers: fields });
    },
  });
}

/** A profile with its newest tweets, or those after the cursor. One whose tweets visitors may not read is as one that is not there. */
async function readProfilePage(
  { users }: DunlinClient,
  { username, cursor, only }: { username: string; cursor?: unknown; only?: Shown },
): Promise<ProfilePage | MissingPage> {
  const { data: user, error } = await safe(users.getByUsername({ username }));
  if (!user) return toMissing(error);
  const { data: page, error: refusal } = await safe(
    users.tweets({ id: user.id, ...(only && { only }), ...from(cursor) }),
  );
  if (!page) return toMissing(refusal);
  const { items, nextCursor } = page;
  return {
    kind: 'profile',
    ...{ user, nextCursor },
    list: only === 'replies' ? only : undefined,
    tweets: items,
    isIndexed: cursor === undefined && only !== 'replies' && !user.noIndex,
  };
}

/** A profile with the newest of what it wrote itself. */
async function readWritings(client: DunlinClient, username: string): Promise<ProfilePage | MissingPage> {
  const first = await readProfilePage(client, { username });
  if (first.kind === 'missing') return first;
  const written: Tweet[] = [];
  let page = first;
  for (let count = 1; ; count++) {
    written.push(...page.tweets.filter(({ retweetOf }) => retweetOf === null));
    if (written.length >= feedLength || page.nextCursor === null || count === maxFeedPages)
      return { ...first, tweets: written.slice(0, feedLength) };
    const next = await readProfilePage(client, { username, cursor: page.nextCursor });
    if (next.kind === 'missing') return next;
    page = next;
  }
}

/** The newest tweets with a hashtag, or those after the cursor. */
async function readTagPage(
  { hashtags }: DunlinClient,
  { written, cursor }: { written: string; cursor: unknown },
): Promise<TagPage | MissingPage> {
  const { data: page, error } = await safe(hashtags.tweets({ hashtag: written, ...from(cursor) }));
  if (!page) return toMissing(error);
  const { hashtag: tag, items: tweets, nextCursor } = page;
  return { kind: 'tag', tag, tweets, nextCursor, isIndexed: false };
}

function from(cursor: unknown): { cursor?: string } {
  return typeof cursor === 'string' ? { cursor } : {};
}

/** A tweet in its conversation. */
async function readThreadPage(
  { tweets, users }: DunlinClient,
  { id, reads }: { id: string; reads: PublicReads },
): Promise<ThreadPage | MissingPage> {
  const [{ data: tweet, error }, { data: thread, error: refusal }] = await Promise.all([
    safe(tweets.get({ id })),
    safe(tweets.thread({ id, limit: threadLimit })),
  ]);
  if (!tweet || !thread) {
    const missing = toMissing(error ?? refusal);
    const isDeleted = error?.code === 'TWEET_NOT_FOUND' && (await reads.isDeletedTweet(id));
    return isDeleted ? { kind: 'missing', reason: 'deleted' } : missing;
  }
  const { items, nextCursor } = thread;
  const { data: author, error: unread } = await safe(users.get({ id: (tweet.retweetOf ?? tweet).author.id }));
  // Not a page that asks search engines to forget it.
  if (!author) return toMissing(unread);
  const isIndexed = !author.noIndex;
  return { kind: 'thread', tweet, tweets: withTweet(items, tweet), hasMore: nextCursor !== null, isIndexed };
}

/** What comes later in a long conversation than those that were read stands after them. */
function withTweet(items: readonly Tweet[], tweet: Tweet): readonly Tweet[] {
  const { id } = tweet.retweetOf ?? tweet;
  return items.some((item) => item.id === id) ? items : [...items, tweet];
}

const reasons: Readonly<Partial<Record<DunlinErrorCode, MissingReason>>> = {
  USER_NOT_FOUND: 'missing',
  TWEET_NOT_FOUND: 'missing',
  PRIVATE_ACCOUNT: 'missing',
  VALIDATION_FAILED: 'missing',
  INVALID_CURSOR: 'missing',
  UNAVAILABLE: 'busy',
  RATE_LIMITED: 'limited',
  // Told where it happened.
  INTERNAL: 'failed',
};

/** @throws DunlinError what is no answer */
function toMissing(error: DunlinError | undefined): MissingPage {
  const reason = error && reasons[error.code];
  if (!reason) throw error;
  return { kind: 'missing', reason, retryAfterMs: error.retryAfterMs };
}

/** Which of what an account wrote; a feed holds all of it. */
type Shown = 'tweets' | OpenList;

interface ReaderOptions {
  address: string;
  reads: PublicReads;
}

export interface Reader {
  profile(username: string, cursor: unknown, only?: Shown): Promise<ProfilePage | MissingPage>;
  writings(username: string): Promise<ProfilePage | MissingPage>;
  tag(written: string, cursor: unknown): Promise<TagPage | MissingPage>;
  thread(id: string): Promise<ThreadPage | MissingPage>;
}

import type { Transaction } from '@dunlin/db';

/**
 * Finds tweets, users and hashtags by what stands in them. An index holds copies: the database is the truth, and an index
 * that was lost is built again from it.
 *
 * What every implementation owes:
 * - Idempotence: indexing replaces a document whole; removing one that is not there does nothing.
 * - Batches: of any size up to 5,000, none included; no document stands in one twice.
 * - Order: callers never write one document twice at a time; of two writes one after the other, the later one stays.
 * - Visibility: what a write has changed is seen by searches at most a second after it resolved, and never in part.
 * - Words: they match whatever their case and accents, and in any form that the language of the tweet gives them.
 *   A phrase matches the same words in the same order. Nothing in a query is syntax to the implementation.
 * - Paging: a walk that goes on after each page's last position gives what one page without end would have given, ties
 *   included, as long as nothing is written; what is written meanwhile is never the cause of a repeat among the rest.
 *   Positions are opaque, at most 100 characters, and belong to one search: same ways, same sort.
 * - Abort: a search whose signal is aborted rejects with the signal's reason, at once.
 */
export interface Search extends SearchWriter, SearchReader {}

export interface SearchWriter {
  indexTweets(tweets: readonly TweetDocument[]): Promise<void>;
  removeTweets(ids: readonly string[]): Promise<void>;
  /**
   * Sets `listed` of some thousand tweets of an author at most, as if each had been indexed again, after the position where
   * the call before ended. @returns where the next begins; undefined when all are set.
   */
  setAuthorListed(author: string, listed: boolean, after?: string): Promise<string | undefined>;
  indexUsers(users: readonly UserDocument[]): Promise<void>;
  removeUsers(ids: readonly string[]): Promise<void>;
}

/** The index that stands in the database itself, and can be written in the transaction that changes what it is of. */
export interface OwnSearch extends SearchReader, OwnWriter {
  within(trx: Transaction): OwnWriter;
  searchTweets(search: OwnTweetSearch): Promise<TweetHit[]>;
}

export interface OwnWriter extends SearchWriter {
  /** What it has of the tweets, by id: those that are indexed. */
  readTweets(ids: readonly string[]): Promise<TweetDocument[]>;
  /** Sets the likes of those of the tweets that are indexed. */
  setLikes(likes: readonly TweetLikes[]): Promise<void>;
}

export type TweetLikes = Pick<TweetDocument, 'id' | 'likes'>;

export interface SearchReader {
  searchTweets(search: TweetSearch): Promise<TweetHit[]>;
  /** Users by username and display name, also misspelt: exact first, then beginning so, then alike. */
  searchUsers(search: NameSearch): Promise<UserHit[]>;
  /** Hashtags of listed tweets by name, also misspelt: exact first, then beginning so, then alike; the more used before the less. */
  searchHashtags(search: NameSearch): Promise<HashtagHit[]>;

  /** What it has otherwise than it should, of the tweets of a range; some hundred are expected at most. */
  compareTweets(range: IdRange, expected: readonly TweetDocument[]): Promise<Differences>;
  compareUsers(range: IdRange, expected: readonly UserDocument[]): Promise<Differences>;
}

/** Ids above `after`, up to and with `upTo`. */
export interface IdRange {
  after: string;
  upTo: string;
}

/** Ids of documents that an index lacks, has though it should not, and has otherwise than it should. */
export interface Differences {
  missing: string[];
  extra: string[];
  different: string[];
}

export interface TweetDocument {
  id: string;
  /** Lowercase usernames and hashtags, without their signs. */
  author: string;
  /** Whose tweet it answers. */
  replyTo: string | null;
  mentions: readonly string[];
  hashtags: readonly string[];
  text: string;
  /** ISO 639-1, or `und` when it could not be told. */
  language: string;
  createdAt: Date;
  hasMedia: boolean;
  hasLinks: boolean;
  likes: number;
  /** Whether everyone may see it, as far as its author goes; what is not listed counts for no hashtag. */
  listed: boolean;
}

export interface UserDocument {
  id: string;
  username: string;
  displayName: string;
}

export interface TweetSearch extends PageOfSearch {
  /** Ways in which a tweet can be found: of one of them all terms hold, of which at least one is not negated. */
  ways: readonly (readonly TweetTerm[])[];
  /** `newest`: by id, highest first. `relevance`: as the implementation judges, which may leave out all but the newest thousands. */
  sort: 'relevance' | 'newest';
  /** Authors whose tweets are found though they are not listed. */
  alsoBy: readonly string[];
}

/** What only the database's own index can be asked; `ownOnly` must be set. */
export interface OwnTweetSearch extends TweetSearch {
  /** Only these. */
  among?: readonly string[];
  /** Only what one snapshot of the database finds and another, as Postgres writes them, does not; above an id, if there is one. */
  added?: { since: string; until?: string; after?: string };
}

export type TweetTerm = { negated: boolean } & (
  | { kind: 'word'; text: string }
  | { kind: 'phrase'; text: string }
  | { kind: 'hashtag'; name: string }
  | { kind: 'mention' | 'from' | 'to'; username: string }
  | { kind: 'since' | 'until'; at: Date }
  | { kind: 'has'; what: 'media' | 'links' }
  | { kind: 'lang'; language: string }
  | { kind: 'min_likes'; likes: number }
);

export interface NameSearch extends PageOfSearch {
  text: string;
}

interface PageOfSearch {
  /** At most 250. */
  limit: number;
  /** The position of the last hit of the page before. */
  after?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Where several engines can answer, the database's own is asked. */
  ownOnly?: boolean | undefined;
  /** Told of each part of the answer that a server gave, where one is asked. */
  onPart?: (() => void) | undefined;
  /** Told who answered, where several engines can. */
  onAnswer?: ((answer: SearchAnswer) => void) | undefined;
}

export interface SearchAnswer {
  engine: string;
  /** Why another did not answer. */
  reason?: string;
}

export interface TweetHit {
  id: string;
  position: string;
  /** The text that was indexed, which the highlights are of. */
  text: string;
  /** What the words and phrases of the search matched: ascending, without overlaps. */
  highlights: TextRange[];
}

export interface UserHit {
  id: string;
  position: string;
}

export interface HashtagHit {
  name: string;
  /** Listed tweets that carry it. */
  tweetCount: number;
  position: string;
}

/** In Unicode code points; `end` is exclusive. */
export interface TextRange {
  start: number;
  end: number;
}

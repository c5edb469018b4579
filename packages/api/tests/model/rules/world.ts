/** All that was done, as it stands now: what the product keeps in tables, in plain lists, oldest first. */
export interface World {
  accounts: Account[];
  tweets: Tweet[];
  follows: Bond[];
  requests: Bond[];
  blocks: Bond[];
  mutes: Bond[];
  likes: Mark[];
  bookmarks: Mark[];
  reports: Report[];
  notifications: Group[];
  /** Hashtags. */
  trends: string[];
  hearings: Map<Account, Hearing>;
  news: News;
}

export interface Account {
  name: string;
  isPrivate: boolean;
  /** How it ends: by a moderator alone, or also when its hour is over. */
  suspension: 'open' | 'timed' | null;
  /** Its owner has deleted it, and may come back. */
  hasLeft: boolean;
}

/** Of one account to another. */
export interface Bond {
  by: Account;
  to: Account;
}

/** Of an account on a tweet. */
export interface Mark {
  by: Account;
  tweet: Tweet;
  /** Which version it was that was marked. */
  version: number;
}

export interface Tweet {
  name: string;
  by: Account;
  /** What it says now, and before each edit. A retweet says nothing. */
  content: Content | null;
  former: Content[];
  replyTo: Tweet | null;
  quoted: Tweet | null;
  /** What it quoted until its author was blocked. */
  detachedFrom: Tweet | null;
  retweetOf: Tweet | null;
  /** `removed`: by a moderator, who can restore it unless it is a retweet. */
  state: 'living' | 'deleted' | 'removed';
  removal: Removal | null;
}

export interface Content {
  word: string;
  hashtag: string | null;
  mention: string | null;
  /** Tells two texts apart. */
  number: number;
}

/** What somebody tells moderators of a tweet, or of an account itself. */
export interface Report {
  by: Account;
  of: Account;
  tweet: Tweet | null;
  /** The first, and what was added: why, and what there was to see then. */
  said: { reason: string; seen: string }[];
  resolution: Resolution | null;
}

export type Resolution = 'dismiss' | 'removeTweet' | 'suspendUser';

export const noticeTypes = [
  ...(['like', 'retweet', 'quote', 'reply', 'mention', 'edit'] as const),
  ...(['follow', 'followRequest', 'followAccepted', 'removal'] as const),
] as const;
export type NoticeType = (typeof noticeTypes)[number];

/** What notifications are grouped by until they are read. */
export interface Subject {
  user: Account;
  type: NoticeType;
  tweet: Tweet | null;
}

/** What a list shows as one notification. */
export interface Group extends Subject {
  isRead: boolean;
  notices: Notice[];
}

/** That an actor did something which concerns a user. */
export interface Notice {
  actor: Account;
  act: Repeatable;
}

/** Which it was of the acts that can be done again: a follow, a request, the edit of so many, or a removal. */
export type Repeatable = Bond | Removal | number | null;

/** One by a moderator, until the tweet is restored. */
export type Removal = symbol;

/** What the streams of an account have told, in their order. */
export interface Told {
  home: string[];
  notifications: string[];
  /** Of the conversation that the first tweet begins. */
  thread: string[];
}

/** How far the streams of an account have come. */
export interface Hearing {
  told: Told;
  missed: News;
  /** Of home. What is removed and restored may be told again, or not. */
  heard: Set<Tweet>;
  followsThread: boolean;
}

/** What an act adds to lists, which streams have not told yet. */
export interface News {
  entries: Tweet[];
  replies: Tweet[];
  groups: Group[];
}

/** Why something is refused; nothing is changed then. */
export type Refusal = string | undefined;

export const noNews = (): News => ({ entries: [], replies: [], groups: [] });

export function createWorld(names: readonly string[]): World {
  return {
    accounts: names.map((name) => ({ name, isPrivate: false, suspension: null, hasLeft: false })),
    tweets: [],
    ...{ follows: [], requests: [], blocks: [], mutes: [], likes: [], bookmarks: [], reports: [] },
    ...{ notifications: [], trends: [], hearings: new Map(), news: noNews() },
  };
}

export function has(bonds: readonly Bond[], by: Account, to: Account): boolean {
  return bonds.some((bond) => bond.by === by && bond.to === to);
}

/** Setting what is set changes nothing. @returns the bond if it is new. */
export function set(bonds: Bond[], by: Account, to: Account): Bond | undefined {
  if (has(bonds, by, to)) return;
  const bond = { by, to };
  bonds.push(bond);
  return bond;
}

/** @returns whether there was one. */
export function unset(bonds: Bond[], by: Account, to: Account): boolean {
  const place = bonds.findIndex((bond) => bond.by === by && bond.to === to);
  if (place >= 0) bonds.splice(place, 1);
  return place >= 0;
}

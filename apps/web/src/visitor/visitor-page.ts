import type { Tweet, User } from '@dunlin/sdk';
import type { Brand } from '../brand.ts';
import type { OpenList } from '../paths.ts';

/** What a visitor is shown at an address, as the API answered it. */
export type VisitorPage =
  | {
      kind: 'profile';
      user: User;
      /** Which of its lists; undefined: the one that a profile begins with. */
      list: OpenList | undefined;
      tweets: readonly Tweet[];
      /** Of the older ones. */
      nextCursor: string | null;
      /** Whether search engines may show it: the newest ones, of who wants to be found. */
      isIndexed: boolean;
    }
  | {
      kind: 'tag';
      /** The same for all ways of writing it. */
      tag: string;
      tweets: readonly Tweet[];
      /** Of the older ones. */
      nextCursor: string | null;
      /** What it lists is found by its own pages, if it wants to be. */
      isIndexed: false;
    }
  | {
      kind: 'thread';
      /** The one that the address is of. */
      tweet: Tweet;
      /** Its conversation, oldest first, with it. */
      tweets: readonly Tweet[];
      hasMore: boolean;
      isIndexed: boolean;
    }
  | {
      kind: 'missing';
      reason: MissingReason;
      /** When it may be asked for again, where that is known. */
      retryAfterMs?: number | undefined;
    };

/** `missing`: it was never there, or is not for visitors; `deleted`: it was; `busy`, `limited` and `failed`: it may be there, and the server or the visitor's address has too much to do, or there is a fault of ours. */
export type MissingReason = 'missing' | 'deleted' | 'busy' | 'limited' | 'failed';

/** What is the same for all pages of a server. */
export interface PageFrame {
  /** Where visitors reach the server, without a slash at its end. */
  baseUrl: string;
  /** What the browser wants, as in `Accept-Language`. */
  languages: string;
  styles: readonly string[];
  icon: string;
  /** What is shown of a page that has no picture of its own: of a type that everybody shows. */
  picture: string;
  brand: Brand;
  /** Loads the app for who is signed in. */
  script: string;
  /** The app. */
  app: string;
}

export const feedFormats = ['atom', 'json'] as const;
export type FeedFormat = (typeof feedFormats)[number];

/** What `render.tsx` has. */
export interface VisitorModule {
  renderPage(page: VisitorPage, frame: PageFrame): Promise<string>;
  renderEmbed(page: VisitorPage, frame: PageFrame): Promise<string>;
  renderFeed(format: FeedFormat, feed: FeedOf): string;
}

export type ProfilePage = Extract<VisitorPage, { kind: 'profile' }>;
export type TagPage = Extract<VisitorPage, { kind: 'tag' }>;
export type ThreadPage = Extract<VisitorPage, { kind: 'thread' }>;
export type MissingPage = Extract<VisitorPage, { kind: 'missing' }>;

export interface FeedOf {
  page: ProfilePage | TagPage;
  baseUrl: string;
}

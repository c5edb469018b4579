import type { Tweet, User } from '@dunlin/sdk';
import type { Brand } from '../brand.ts';

/** What a visitor is shown at an address, as the API answered it. */
export type VisitorPage =
  | {
      kind: 'profile';
      user: User;
      tweets: readonly Tweet[];
      /** Of the older ones. */
      nextCursor: string | null;
      /** Whether search engines may show it: the newest ones, of who wants to be found. */
      isIndexed: boolean;
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

/** `missing`: it was never there, or is not for visitors; `deleted`: it was; `busy` and `limited`: it may be there, and the server or the visitor's address has too much to do. */
export type MissingReason = 'missing' | 'deleted' | 'busy' | 'limited';

/** What is the same for all pages of a server. */
export interface PageFrame {
  /** Where visitors reach the server, without a slash at its end. */
  baseUrl: string;
  /** What the browser wants, as in `Accept-Language`. */
  languages: string;
  styles: readonly string[];
  icon: string;
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
export type ThreadPage = Extract<VisitorPage, { kind: 'thread' }>;
export type MissingPage = Extract<VisitorPage, { kind: 'missing' }>;

export interface FeedOf {
  user: User;
  tweets: readonly Tweet[];
  baseUrl: string;
}

import type { AppRouter } from '@dunlin/api';
import type { TRPCClient } from '@trpc/client';
import type { Routes } from './operation-type.ts';
import type { Page } from './pages.ts';

/**
 * Everything that the API can do. Each operation is a function of its input and of options: a read or write resolves to
 * its answer, a list also has `pages` and `items`, a live stream (`onX`) is an async iterable of events.
 */
export type DunlinClient = Operations<Routes> & {
  media: { upload: UploadMedia };
  /** The tRPC client beneath, for tRPC's integrations. It throws TRPCClientError, whose `cause` is the DunlinError. */
  trpc: TRPCClient<AppRouter>;
};

export type Media = Awaited<ReturnType<Operations<Routes>['media']['status']>>;
export type Tweet = Awaited<ReturnType<DunlinClient['tweets']['get']>>;
/** A tweet as it stands in a home timeline. */
export type HomeTweet = Awaited<ReturnType<DunlinClient['timelines']['home']>>['items'][number];
export type User = Awaited<ReturnType<DunlinClient['users']['get']>>;

export interface CallOptions {
  /** Ends the call with the error ABORTED. */
  signal?: AbortSignal | undefined;
  /** How long it may take with all its attempts, in milliseconds; then it ends with the error TIMEOUT. Default: the client's. */
  timeoutMs?: number | undefined;
}

export interface WriteOptions extends CallOptions {
  /** Names this write, so that repeating it, even in another process, does it once. Default: a random one per call. */
  idempotencyKey?: string | undefined;
}

export interface StreamOptions {
  /** Ends the stream, without an error. */
  signal?: AbortSignal | undefined;
}

export interface UploadOptions extends WriteOptions {
  /** What there is to see, for those who cannot see it. */
  altText?: string | undefined;
}

/**
 * Uploads a picture, animation or video; a tweet takes its `id` at once, while it is still processing. An upload that breaks off
 * is repeated from its beginning, and makes one media: for large files and lines that break use a tus client with the server's
 * `/api/uploads`, which goes on where it was.
 * @throws DunlinError MEDIA_TYPE_UNSUPPORTED, MEDIA_TOO_LARGE or MEDIA_QUOTA_EXCEEDED
 * @example
 * const { id } = await client.media.upload(file, { altText: 'A heron in the reeds' });
 * await client.tweets.create({ text: 'Look!', mediaIds: [id] });
 */
export type UploadMedia = (file: Blob, options?: UploadOptions) => Promise<Media>;

export type Operations<Level> = {
  [Name in keyof Level]: Level[Name] extends {
    _def: { type: infer Type; $types: { input: infer Input; output: infer Output } };
  }
    ? Operation<Type, Input, Output>
    : Operations<Level[Name]>;
};

type Operation<Type, Input, Output> = Type extends 'mutation'
  ? Write<Input, Output>
  : Type extends 'subscription'
    ? Live<Input, LiveEventOf<Output>>
    : Output extends Page<infer Item>
      ? List<Input, Output, Item>
      : Read<Input, Output>;

/** @throws DunlinError */
export type Read<Input, Output> = (...args: Arguments<Input, CallOptions>) => Promise<Output>;

/** @throws DunlinError */
export type Write<Input, Output> = (...args: Arguments<Input, WriteOptions>) => Promise<Output>;

/** Reads one page, or all from `cursor` on, page by page or item by item. @throws DunlinError */
export interface List<Input, Output, Item> {
  (...args: Arguments<Input, CallOptions>): Promise<Output>;
  /** The `nextCursor` of a page, saved, is the `cursor` to go on from. */
  pages(...args: Arguments<Input, CallOptions>): AsyncGenerator<Output, void, undefined>;
  items(...args: Arguments<Input, CallOptions>): AsyncGenerator<Item, void, undefined>;
}

/**
 * Events as they come, across reconnects, each item once. The `id` of an event, saved, is the `lastEventId` to resume
 * from: then what came in between is delivered first. `checkpoint` says that all there was has been delivered, `gap` that
 * more was missed than the server keeps: read the list anew.
 * @throws DunlinError SESSION_ENDED, or another that reconnecting does not help
 */
export type Live<Input, Event> = (
  ...args: Arguments<Input, StreamOptions>
) => AsyncGenerator<Event, void, undefined>;

/** Where there is nothing to say, `{}` says so before options. */
type Arguments<Input, Options> = undefined extends Input
  ? [input?: Input | Record<string, never>, options?: Options]
  : Record<never, never> extends Input
    ? [input?: Input, options?: Options]
    : [input: Input, options?: Options];

/** Flat: the id beside what the event says. */
type LiveEventOf<Output> =
  Output extends AsyncIterable<infer Envelope>
    ? Envelope extends { id: string; data: infer Data }
      ? WithId<Data>
      : never
    : never;

type WithId<Data> = Data extends unknown ? { id: string } & Data : never;

import type { ClientSession } from './client-session.ts';
import type { Media } from './generated/entities.ts';
import type { UploadErrorCode } from './generated/error-codes.ts';
import type { Operations } from './generated/operations.ts';
import type { ClientConnection } from './line.ts';
import type { Throws, WriteOptions } from './operation.ts';

/**
 * Everything that the API can do. Each operation is a function of its input and of options: a read or write resolves to
 * its answer, a list also has `pages` and `items`, a live stream (`onX`) is an async iterable of events. The functions need
 * no `this`, and can be replaced, as for tests.
 */
export interface DunlinClient extends Operations {
  media: Operations['media'] & { upload: UploadMedia };
  /** Who is signed in, here and in all tabs. */
  session: ClientSession;
  /** Whether the server can be reached. */
  connection: ClientConnection;
}

export interface UploadOptions extends WriteOptions {
  /** What there is to see, for those who cannot see it. */
  altText?: string | undefined;
}

/**
 * Uploads a picture, animation or video; a tweet takes its `id` at once, while it is still processing. An upload that breaks off
 * is repeated from its beginning, and makes one media: for large files and lines that break use a tus client with the server's
 * `/api/uploads`, which goes on where it was.
 * @throws DunlinError MEDIA_TYPE_UNSUPPORTED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED, MEDIA_NOT_FOUND when it was deleted meanwhile, or what every call can fail with
 * @example
 * const { id } = await client.media.upload(file, { altText: 'A heron in the reeds' });
 * await client.tweets.create({ text: 'Look!', mediaIds: [id] });
 */
export type UploadMedia = (file: Blob, options?: UploadOptions) => Promise<Media> & Throws<UploadErrorCode>;

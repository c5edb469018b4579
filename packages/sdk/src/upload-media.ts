import type { CallOptions, Media } from './client.ts';
import { isTokenRejection, toDunlinError } from './error-answer.ts';
import { createHttp, type Fetch } from './http.ts';
import type { Session } from './session.ts';

/** As long as a server takes a file. */
const timeoutMs = 30 * 60_000;

export interface UploadOptions extends CallOptions {
  /** What there is to see, for those who cannot see it. */
  altText?: string | undefined;
}

/**
 * Uploads a picture, animation or video; a tweet takes its `id` at once, while it is still processing. An upload that breaks off
 * is not repeated: for large files and lines that break use a tus client with the server's `/api/media/tus`, which goes on where
 * it was.
 * @throws DunlinError MEDIA_TYPE_UNSUPPORTED, MEDIA_TOO_LARGE or MEDIA_QUOTA_EXCEEDED
 * @example
 * const { id } = await client.media.upload(file, { altText: 'A heron in the reeds' });
 * await client.tweets.create({ text: 'Look!', mediaIds: [id] });
 */
export type UploadMedia = (file: Blob, options?: UploadOptions) => Promise<Media>;

export function createUploadMedia({ baseUrl, fetch, session }: UploadMediaOptions): UploadMedia {
  const http = createHttp({ fetch, timeoutMs });
  const send = async (file: Blob, accessToken: string | undefined, { altText, signal }: UploadOptions) => {
    // Node answers a form sent with an aborted signal by a rejection that nobody can handle.
    signal?.throwIfAborted();
    const body = new FormData();
    if (altText !== undefined) body.append('altText', altText);
    body.append('file', file);
    const headers = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
    const answer = await http(`${baseUrl}/api/media/upload`, { method: 'POST', body, headers, signal });
    // `as`: what the server answers an upload with.
    return (await answer.json()) as Media;
  };
  return async (file, options = {}) => {
    const accessToken = await session.accessToken();
    try {
      return await send(file, accessToken, options);
    } catch (cause) {
      const error = toDunlinError(cause, options.signal);
      if (accessToken === undefined || !isTokenRejection(error)) throw error;
      await session.renew(accessToken, error);
    }
    try {
      return await send(file, await session.accessToken(), options);
    } catch (cause) {
      throw toDunlinError(cause, options.signal);
    }
  };
}

interface UploadMediaOptions {
  baseUrl: string;
  fetch: Fetch;
  session: Session;
}

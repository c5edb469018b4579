import type { Media, UploadMedia, UploadOptions } from './client.ts';
import { isTokenRejection, toDunlinError } from './error-answer.ts';
import { createHttp, type Fetch } from './http.ts';
import type { Session } from './session.ts';

/** As long as a server takes a file. */
const timeoutMs = 30 * 60_000;

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

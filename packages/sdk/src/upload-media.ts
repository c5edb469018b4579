import { type Call, runCall } from './call.ts';
import { unsupported } from './check-options.ts';
import type { UploadMedia } from './client.ts';
import type { Media } from './generated/entities.ts';
import type { Http } from './http.ts';
import type { Line } from './line.ts';
import { randomKey } from './random-key.ts';
import type { RetryOptions } from './retry.ts';
import type { Session } from './session.ts';

/** As long as a server takes a file. */
const longestMs = 30 * 60_000;

export function createUploadMedia({ baseUrl, http, session, line, retry }: UploadMediaOptions): UploadMedia {
  return async (file, options = {}) => {
    if (!globalThis.FormData) throw unsupported('no FormData', 'Load a polyfill of it before the client.');
    const { signal, altText, timeoutMs = longestMs, idempotencyKey = randomKey() } = options;
    const attempt = async (call: Call) => {
      const accessToken = await session.accessToken(call.signIn);
      call.accessToken = accessToken;
      // Node answers a form sent with an aborted signal by a rejection that nobody can handle.
      call.signal.throwIfAborted();
      const body = new FormData();
      if (altText !== undefined) body.append('altText', altText);
      body.append('file', file);
      const { json } = await http(`${baseUrl}/api/media/upload`, {
        method: 'POST',
        body,
        headers: {
          'idempotency-key': idempotencyKey,
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        signal: call.signal,
      });
      // `as`: what the server answers an upload with.
      return json as Media;
    };
    const owner = session.owner();
    return runCall({ session, line, retry, owner, timeoutMs, leastAttemptMs: longestMs, signal, attempt });
  };
}

interface UploadMediaOptions {
  baseUrl: string;
  http: Http;
  session: Session;
  line: Line;
  retry: RetryOptions;
}

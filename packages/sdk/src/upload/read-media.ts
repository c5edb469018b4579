import type { CallOptions, DunlinClient, ReadErrorCode, Throws } from '@dunlin/sdk';
import { runCall } from '../call.ts';
import { DunlinError } from '../dunlin-error.ts';
import { fromAnswer } from '../error-answer.ts';
import { overNetwork, toHeaders } from '../http.ts';
import { internalsOf } from '../internals.ts';
import { named } from '../named.ts';
import { authorize } from './upload-request.ts';

/** As long as a server sends a file. */
const longestMs = 30 * 60_000;
/** A server that is there has answered a request by then. */
const leastAttemptMs = 30_000;

export type ReadMedia = (
  client: DunlinClient,
  url: string,
  options?: CallOptions,
) => Promise<Blob> & Throws<'FORBIDDEN' | 'MEDIA_NOT_FOUND' | ReadErrorCode>;

/**
 * The bytes of media whose address asks who reads it, as `<img>` cannot say: those of reports, for moderators. Others need no more than their address.
 * @throws DunlinError MEDIA_NOT_FOUND, FORBIDDEN, TIMEOUT after `timeoutMs`, half an hour unless given, or what every read can fail with;
 * INVALID_OPTIONS for the address of another server, which is not told the token
 * @example
 * const { asReported } = await client.admin.reports.get({ id });
 * const [picture] = asReported.tweet?.media ?? [];
 * if (picture?.url) image.src = URL.createObjectURL(await readMedia(client, picture.url));
 */
export const readMedia: ReadMedia = named('media.read', async (client, url, options = {}) => {
  const { baseUrl, fetch, session, line, retry } = internalsOf(client);
  const { timeoutMs = longestMs, signal } = options;
  const address = toAddress(url, baseUrl);
  return runCall({
    ...{ session, line, retry, owner: session.owner(), timeoutMs, leastAttemptMs, signal },
    async attempt(call) {
      const headers = toHeaders(await authorize(call, session));
      const response = await overNetwork(() => fetch(address, { headers, signal: call.signal }));
      if (!response.ok) throw fromAnswer(response, await overNetwork(() => response.text()));
      return overNetwork(() => response.blob());
    },
  });
});

/** @throws DunlinError INVALID_OPTIONS */
function toAddress(url: string, baseUrl: string): string {
  const address = url.startsWith('/') ? `${baseUrl}${url}` : url;
  if (address.startsWith(`${baseUrl}/`)) return address;
  throw new DunlinError('INVALID_OPTIONS', 'The address must be one of the server that the client asks.');
}

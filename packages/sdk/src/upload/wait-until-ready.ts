import type { CallOptions, DunlinClient, Media, ReadErrorCode, Throws } from '@dunlin/sdk';
import { DunlinError } from '../dunlin-error.ts';
import { internalsOf } from '../internals.ts';
import { named } from '../named.ts';
import { delay } from '../retry.ts';

const defaultTimeoutMs = 10 * 60_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;
const pauseGrowth = 1.5;

export type WaitUntilReady = (
  client: DunlinClient,
  media: { id: string },
  options?: CallOptions,
) => Promise<ProcessedMedia> & Throws<'MEDIA_NOT_FOUND' | ReadErrorCode>;

/** Media that can be shown, or why it cannot. */
export type ProcessedMedia = Media &
  (
    | { status: 'ready'; url: string; failure: null }
    | { status: 'failed'; failure: NonNullable<Media['failure']> }
  );

/**
 * Resolves once an upload has been processed, well or not; asks less and less often. A tweet need not wait for it.
 * @throws DunlinError TIMEOUT after `timeoutMs`, ten minutes unless given; MEDIA_NOT_FOUND when it was deleted; or what every read can fail with
 * @example
 * const media = await waitUntilReady(client, await uploadMedia(client, file));
 * if (media.status === 'failed') explain(media.failure);
 * else show(media.url);
 */
export const waitUntilReady: WaitUntilReady = named('media.status', async (client, { id }, options = {}) => {
  const { call, session } = internalsOf(client);
  const { timeoutMs = defaultTimeoutMs, signal } = options;
  const endsAt = performance.now() + timeoutMs;
  const owner = session.owner();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * pauseGrowth, longestPauseMs)) {
    // What is no deadline is refused by the first call. Later a timer may have gone off late.
    const remainingMs = pauseMs === firstPauseMs ? timeoutMs : Math.max(endsAt - performance.now(), 1);
    const asked = { owner, signal, timeoutMs: remainingMs };
    // `as`: what this operation answers with.
    const media = (await call({ path: 'media.status', isWrite: false }, { id }, asked)) as Media;
    // `as`: what is ready has a URL, and what has failed a reason.
    if (media.status !== 'processing') return media as ProcessedMedia;
    if (pauseMs >= endsAt - performance.now())
      throw new DunlinError('TIMEOUT', `The media was still being processed after ${timeoutMs} ms.`);
    await delay(pauseMs, signal);
  }
});

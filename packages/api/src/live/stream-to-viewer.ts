import type { QueryContext } from '../core/trpc.ts';
import type { HintTopic } from './hints.ts';
import { type LiveStream, streamAdditions } from './live-stream.ts';

/** Streams what is added to a list to the viewer, for as long as the session lasts. @throws as `streamAdditions` does. */
export function streamToViewer<Addition extends { type: string }>(
  { hints, authenticator, settings, viewer }: QueryContext,
  { topic, id, ...list }: ViewerStream<Addition>,
) {
  return streamAdditions({
    ...list,
    sweepMs: settings.streamSweepMs,
    listen(wake) {
      const stops = [hints.on(topic, id, wake), hints.onGap(wake)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onSessionEnd: (end) => authenticator.onSessionEnd(viewer.sessionId, end),
    assertSession: () => authenticator.assertLive(viewer),
  });
}

type ViewerStream<Addition> = Omit<
  LiveStream<Addition>,
  'sweepMs' | 'listen' | 'onSessionEnd' | 'assertSession'
> & {
  /** The hints that tell of additions: of this topic, to this id. */
  topic: HintTopic;
  id: string;
};

import type { QueryContext } from '../core/trpc.ts';
import type { HintTopic } from './hints.ts';
import { type LiveStream, streamAdditions } from './live-stream.ts';
import { type StateStream, streamStates } from './state-stream.ts';
import { createSubjects, type Subject } from './subjects.ts';
import type { Wake } from './wake-up.ts';

/** Streams what is added to a list to the viewer, for as long as the session lasts. @throws as `streamAdditions` does. */
export function streamToViewer<Addition extends { type: string }>(
  ctx: QueryContext,
  { topic, id, ...list }: ViewerStream<Addition>,
) {
  const { hints } = ctx;
  return streamAdditions({
    ...list,
    ...sessionOf(ctx),
    listen(wake) {
      const wakeForEach = (ids: readonly string[]) => {
        for (const each of ids) wake(each);
      };
      const stop = id === undefined ? hints.onAny(topic, wakeForEach) : hints.on(topic, id, wake);
      return stopAll([stop, hints.onGap(wake)]);
    },
  });
}

/** Streams how things stand to the viewer, for as long as the session lasts. @throws as `streamStates` does. */
export async function* streamStatesToViewer<State extends object, Changed, Gone = never>(
  ctx: QueryContext,
  { topics, subjectsOf, read, ...states }: ViewerStates<State, Changed, Gone>,
) {
  const { hints, viewer, settings } = ctx;
  const subjects = createSubjects(hints);
  const concern = (id: string, state: State | undefined) => subjects.concern(id, subjectsOf(id, state));
  using _open = ctx.limits.openStates(viewer, states.ids.length);
  yield* streamStates({
    ...states,
    ...sessionOf(ctx),
    restMs: settings.streamRestMs,
    listen(wake: Wake) {
      for (const id of states.ids) concern(id, undefined);
      subjects.listen(wake);
      const ofViewer = topics.map((topic) => hints.on(topic, viewer.id, () => wake()));
      return stopAll([...ofViewer, hints.onGap(wake), () => subjects.stop()]);
    },
    async read(ids) {
      const found = await read(ids);
      for (const id of ids) concern(id, found.get(id));
      return found;
    },
  });
}

function sessionOf({ authenticator, settings, viewer }: QueryContext) {
  return {
    sweepMs: settings.streamSweepMs,
    onSessionEnd: (end: () => void) => authenticator.onSessionEnd(viewer.sessionId, end),
    assertSession: () => authenticator.assertLive(viewer),
  };
}

function stopAll(stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}

type OfSession = keyof ReturnType<typeof sessionOf> | 'listen';

type ViewerStream<Addition> = Omit<LiveStream<Addition>, OfSession> & {
  /** The hints that tell of additions: of this topic, to this id; or all of the topic. */
  topic: HintTopic;
  id?: string;
};

type ViewerStates<State extends object, Changed, Gone> = Omit<
  StateStream<State, Changed, Gone>,
  OfSession | 'restMs'
> & {
  /** Hints that name the viewer, after which anything may stand otherwise. */
  topics: readonly HintTopic[];
  /** Of which hints tell that it may stand otherwise. */
  subjectsOf(id: string, state: State | undefined): readonly Subject[];
};

import { createStop, orAbort, type Stop } from '../abort.ts';
import { toDunlinError } from '../error-answer.ts';
import type { Session } from '../session.ts';
import { endingAtOnce } from './ending-at-once.ts';
import type { LiveEvent, LoadReader } from './load-reader.ts';

/** The events of a subscription, for as long as its sign-in lasts: reconnecting, resuming, each item once. */
export type Stream = (
  path: string,
  input: { lastEventId?: string },
  signal?: AbortSignal,
) => AsyncGenerator<LiveEvent, void, undefined>;

export function createStream(session: Session, loadReader: LoadReader): Stream {
  async function* read(
    [path, input, signal]: Parameters<Stream>,
    owner: ReturnType<Session['owner']>,
    left: Stop,
  ) {
    left.follow(signal);
    const stop = createStop(left.signal);
    let unwatch = () => {};
    try {
      unwatch = session.watch();
      const signIn = await orAbort(owner, stop.signal);
      stop.follow(signIn.ended);
      const readEvents = await loadReader(stop.signal);
      yield* readEvents({ path, input, signIn, signal: stop.signal });
    } catch (error) {
      // Whoever has left has no use for an error.
      if (!left.signal.aborted) throw toDunlinError(error, stop.signal);
    } finally {
      unwatch();
      stop.release();
      left.release();
    }
  }
  return (...subscription) => {
    const left = createStop();
    const owner = session.owner();
    owner.catch(() => {});
    return endingAtOnce(read(subscription, owner, left), left);
  };
}

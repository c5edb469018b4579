import type { LiveEvent } from '@dunlin/sdk';
import { createStop, orAbort } from '../abort.ts';
import { endingAtOnce } from '../live/ending-at-once.ts';

/** The stand-in for a live stream, which a test pushes events into. */
export interface MockStream<Event extends LiveEvent> {
  (input?: object, options?: { signal?: AbortSignal | undefined }): AsyncGenerator<Event, void, undefined>;
  /** Whoever follows hears them, also what was pushed before. */
  push(...events: Event[]): void;
  /** Has whoever follows fail, after what was pushed. */
  fail(error: Error): void;
}

/**
 * @example
 * const onHome = mockStream<HomeEvent>();
 * const client = createMockClient({ timelines: { onHome } });
 * onHome.push({ type: 'tweet', id: '1', tweet });
 */
export function mockStream<Event extends LiveEvent>(): MockStream<Event> {
  const pushed: Event[] = [];
  let failure: Error | undefined;
  let change = Promise.withResolvers<void>();
  const wake = () => {
    change.resolve();
    change = Promise.withResolvers();
  };
  async function* follow(signal: AbortSignal) {
    for (let next = 0; !signal.aborted; ) {
      const event = pushed[next];
      if (event) {
        next++;
        yield event;
      } else if (failure) throw failure;
      else await orAbort(change.promise, signal).catch(() => {});
    }
  }
  const open: (...args: Parameters<MockStream<Event>>) => ReturnType<MockStream<Event>> = (
    _input,
    { signal } = {},
  ) => {
    const left = createStop(signal);
    return endingAtOnce(follow(left.signal), left);
  };
  return Object.assign(open, {
    push(...events: Event[]) {
      pushed.push(...events);
      wake();
    },
    fail(error: Error) {
      failure = error;
      wake();
    },
  });
}

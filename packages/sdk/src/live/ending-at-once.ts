import type { Stop } from '../abort.ts';

/** A generator by itself returns only once it has what it waits for, which on an idle stream is never. */
export function endingAtOnce<Value>(
  events: AsyncGenerator<Value, void, undefined>,
  left: Stop,
): AsyncGenerator<Value, void, undefined> {
  const end = events.return.bind(events);
  const fail = events.throw.bind(events);
  const leave = () => {
    left.abort(undefined);
    left.release();
  };
  return Object.assign(events, {
    return() {
      leave();
      return end();
    },
    throw(error: unknown) {
      leave();
      return fail(error);
    },
  });
}

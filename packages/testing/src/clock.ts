import { TestServerError } from './test-server-error.ts';

export interface TestClock {
  /** Unix milliseconds; stands still between the calls below. Clients of the test go by it too. */
  now(): number;
  /** Moves it forward to a time, and does what is due by then: suspensions end, deleted accounts go, trends are made, what is old is deleted. */
  set(time: Time): Promise<void>;
  advance(by: number | Span): Promise<void>;
}

/** Unix milliseconds, or what `Date` reads. */
export type Time = string | number | Date;

/** A length of time; its parts are added. */
export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

const firstMs = Date.UTC(2024, 0, 1);
const endMs = Date.UTC(2093, 0, 1);

/** @throws RangeError when it cannot stand there */
export function createClock(
  startMs: number,
  move: (ms: number) => Promise<void>,
): TestClock & { restart(): void } {
  assertWithinIds(startMs);
  let nowMs = startMs;
  const set = async (ms: number) => {
    if (ms < nowMs)
      throw new TestServerError({
        ...{ message: 'The clock goes forward only; server.reset() begins anew.', code: 'TIME_GOES_BACK' },
        stack: undefined,
      });
    assertWithinIds(ms);
    // Before the server's: no client may take for fresh what the server finds expired.
    nowMs = ms;
    await move(ms);
  };
  return {
    now: () => nowMs,
    set: (time) => set(toMs(time)),
    advance: (by) => set(nowMs + (typeof by === 'number' ? by : spanMs(by))),
    restart() {
      nowMs = startMs;
    },
  };
}

/** @throws RangeError when it is none */
export function toMs(time: Time): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`${String(time)} is no time.`);
  return ms;
}

/** Ids hold the time of their making, and have no room for others. @throws RangeError */
function assertWithinIds(ms: number): void {
  if (ms < firstMs || ms >= endMs) throw new RangeError('The clock goes from 2024 to 2092, as ids do.');
}

function spanMs({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Span): number {
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

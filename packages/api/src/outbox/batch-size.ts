/** Events that a transaction takes from either end of the outbox: at most, and after slow ones. One alone does not wait for others. */
const bounds = { max: 50, min: 5 };
/** A batch that takes longer is followed by a smaller one: what is heavy does not hold up what comes after it for long. */
const slowMs = 300;
/** Where a smaller one takes more of the time of the one before it than this, it is not its events that take long. */
const littleLess = 0.75;

export interface BatchSize {
  /** Of the next batch. */
  readonly perEnd: number;
  /** Tells how long a batch of this size took. */
  tookMs(ms: number): void;
}

/** Few events where events are heavy, many where the machine is slow: there, small batches would only be more of them. */
export function createBatchSize(): BatchSize {
  let perEnd = bounds.max;
  let last = { perEnd, ms: 0 };
  return {
    get perEnd() {
      return perEnd;
    },
    tookMs(ms) {
      const isInVain = perEnd < last.perEnd && ms > littleLess * last.ms;
      last = { perEnd, ms };
      perEnd =
        ms > slowMs && !isInVain ? Math.max(bounds.min, perEnd >> 1) : Math.min(bounds.max, perEnd * 2);
    },
  };
}

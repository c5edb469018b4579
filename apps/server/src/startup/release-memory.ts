import { Session } from 'node:inspector/promises';
import { performance } from 'node:perf_hooks';

/** Of the time of the loop: less is housekeeping alone. */
const restingBelow = 0.03;
/** A peak: so much more than was in use after the last release, or at first. */
const peak = { factor: 1.25, bytes: 64 * 1024 ** 2 };

/**
 * Gives back memory after a peak, once nothing is asked. By itself V8 collects no garbage while nothing is allocated, and keeps the pages of
 * what it has collected: 460 MB of 740 were still held a minute after a burst of refused requests. It takes some tenths of a second,
 * for which it holds the loop.
 */
export function releaseMemoryAtRest({ lookMs = 5_000 } = {}): Disposable {
  let last = performance.eventLoopUtilization();
  let baseline = process.memoryUsage.rss();
  const look = async () => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    if (utilization > restingBelow) return;
    const used = process.memoryUsage.rss();
    if (!isPeak(used, baseline)) return;
    await collectGarbage();
    baseline = process.memoryUsage.rss();
  };
  // What could not be given back is kept, as it was.
  const timer = setInterval(() => void look().catch(() => {}), lookMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

export function isPeak(used: number, baseline: number): boolean {
  return used > peak.factor * baseline && used > baseline + peak.bytes;
}

/** All that can be, as if memory were short. Node has no other way to ask for it without a flag of the command line. */
async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

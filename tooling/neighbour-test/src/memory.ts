import { setTimeout as delay } from 'node:timers/promises';
import { readResidentKb } from '@dunlin/harness/resident-memory';

const sampledEveryMs = 100;
/** A process that has worked keeps what its work has compiled. */
const margin = 1.25;

export function readResidentMb(pid: number): number {
  return readResidentKb(pid) / 1024;
}

export function watchPeak(pid: number): { peakMb(): number } & Disposable {
  let peak = readResidentMb(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, readResidentMb(pid));
  }, sampledEveryMs);
  return { peakMb: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}

/** @returns after how many seconds there was no more in use than before, or nearly; undefined when not in time */
export async function waitUntilBack(
  pid: number,
  { idleMb, withinSeconds }: { idleMb: number; withinSeconds: number },
): Promise<number | undefined> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < 1_000 * withinSeconds) {
    if (readResidentMb(pid) <= idleMb * margin) return (performance.now() - startedAt) / 1_000;
    await delay(sampledEveryMs);
  }
  return undefined;
}

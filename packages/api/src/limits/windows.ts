import type { LimitState } from '../core/limits.ts';
import type { LimitRule } from '../core/rate-limits.ts';

/** Counts by key, in windows that slide. */
export interface Bucket {
  /** Takes one, unless there is none left; atomic, so concurrent calls cannot take more than there is. */
  take(key: string): Promise<Taken>;
}

export interface Taken extends LimitState {
  /** Where it was taken; of nothing, nothing. */
  giveBack(): Promise<void>;
}

/**
 * A window is counted in so many parts, each of which counts as a whole until its last is as old as the window: no window holds more
 * than its limit, wherever it begins, a key has few counts, and what was taken is there again a twentieth of the window late at most.
 */
export const partsPerWindow = 20;
/** Callers remembered, those not heard of for longest are forgotten first: whoever makes them up fills no memory. */
const maxKeys = 100_000;

/** Counts in this process alone. */
export function createWindows(rule: LimitRule): Bucket {
  const windowMs = rule.windowSeconds * 1_000;
  const find = createMemory(windowMs);
  return {
    async take(key) {
      const clock = Date.now();
      const window = find(key, clock);
      const now = toTime(window, { clock, windowMs });
      dropPassed(window, now - windowMs);
      const isExceeded = window.total >= rule.max;
      const giveBack = isExceeded ? async () => {} : add(window, { now, windowMs });
      const [oldest] = window.parts;
      return toTaken(rule, {
        total: window.total,
        resetMs: (oldest?.last ?? now) + windowMs - now,
        isExceeded,
        giveBack,
      });
    },
  };
}

export function toTaken(
  { max }: LimitRule,
  { total, ...rest }: Omit<Taken, 'limit' | 'remaining'> & { total: number },
): Taken {
  return { limit: max, remaining: Math.max(0, max - total), ...rest };
}

/** Time does not go back within a window, unless the machine's did by more than one: then nothing is known. */
function toTime(window: Window, { clock, windowMs }: { clock: number; windowMs: number }): number {
  const newest = window.parts.at(-1)?.last ?? clock;
  if (newest - clock <= windowMs) return Math.max(newest, clock);
  Object.assign(window, { parts: [], total: 0 });
  return clock;
}

function dropPassed(window: Window, upTo: number): void {
  const left = window.parts.findIndex(({ last }) => last > upTo);
  const passed = window.parts.splice(0, left < 0 ? window.parts.length : left);
  for (const { count } of passed) window.total -= count;
}

/** @returns how to take it back. */
function add(window: Window, { now, windowMs }: { now: number; windowMs: number }): () => Promise<void> {
  const at = Math.floor((now * partsPerWindow) / windowMs);
  let part = window.parts.at(-1);
  if (part?.at !== at) {
    part = { at, last: now, count: 0 };
    window.parts.push(part);
  }
  const added = part;
  added.last = now;
  added.count += 1;
  window.total += 1;
  return async () => {
    const index = window.parts.indexOf(added);
    if (index < 0) return;
    added.count -= 1;
    window.total -= 1;
    if (added.count === 0) window.parts.splice(index, 1);
  };
}

/** Remembers who was looked for in this or the last window. */
function createMemory(windowMs: number): (key: string, now: number) => Window {
  let young = new Map<string, Window>();
  let old = young;
  let since = 0;
  return (key, now) => {
    if (now - since >= windowMs || young.size >= maxKeys) {
      old = young;
      young = new Map();
      since = now;
    }
    let window = young.get(key);
    if (!window) {
      window = old.get(key) ?? { parts: [], total: 0 };
      young.set(key, window);
    }
    return window;
  };
}

interface Window {
  /** Those in which something was taken, oldest first: how much, and when the last of it. */
  parts: { at: number; count: number; last: number }[];
  total: number;
}

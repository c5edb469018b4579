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
 * A window is counted in so many parts, each as a whole: no window holds more than its limit, wherever it begins, a key has few
 * counts, and what was taken is there again a twentieth of the window late at most.
 */
export const partsPerWindow = 20;
/** Callers remembered, those not heard of for longest are forgotten first: whoever makes them up fills no memory. */
const maxKeys = 100_000;

export function toPartMs({ windowSeconds }: LimitRule): number {
  return (windowSeconds * 1_000) / partsPerWindow;
}

/** Counts in this process alone. */
export function createWindows(rule: LimitRule): Bucket {
  const partMs = toPartMs(rule);
  const find = createMemory((partsPerWindow + 1) * partMs);
  return {
    async take(key) {
      const now = Date.now();
      const window = find(key, now);
      const at = toPart(window, Math.floor(now / partMs));
      dropPassed(window, at);
      const isExceeded = window.total >= rule.max;
      const giveBack = isExceeded ? async () => {} : add(window, at);
      const [oldest] = window.parts;
      return toTaken(rule, {
        total: window.total,
        resetMs: ((oldest?.at ?? at) + partsPerWindow + 1) * partMs - now,
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
function toPart(window: Window, at: number): number {
  const newest = window.parts.at(-1)?.at ?? at;
  if (newest - at <= partsPerWindow) return Math.max(newest, at);
  Object.assign(window, { parts: [], total: 0 });
  return at;
}

function dropPassed(window: Window, at: number): void {
  const left = window.parts.findIndex((part) => part.at >= at - partsPerWindow);
  const passed = window.parts.splice(0, left < 0 ? window.parts.length : left);
  for (const { count } of passed) window.total -= count;
}

/** @returns how to take it back. */
function add(window: Window, at: number): () => Promise<void> {
  let part = window.parts.at(-1);
  if (part?.at !== at) {
    part = { at, count: 0 };
    window.parts.push(part);
  }
  const added = part;
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

/** Remembers what was looked at in this or the last life of a window. */
function createMemory(lifeMs: number): (key: string, now: number) => Window {
  let young = new Map<string, Window>();
  let old = young;
  let since = 0;
  return (key, now) => {
    if (now - since >= lifeMs || young.size >= maxKeys) {
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
  /** Those in which something was taken, oldest first. */
  parts: { at: number; count: number }[];
  total: number;
}

import { AppError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import type { Settings } from '../core/settings.ts';
import { networkOf } from './network.ts';

/** When calls that are under way will have ended. */
const retryAfterMs = 1_000;

/** Bounds what there is at once in this process. */
export function createBounds(settings: Settings): Bounds {
  const { maxCallsPerCaller, maxCalls, maxRowsPerCaller, maxRows } = settings;
  // A smaller bound would have no room for one long page, which would be refused however often it is asked for.
  const factor = Math.max(1, settings.rateLimitFactor);
  const refuseOne = () => new AppError('RATE_LIMITED', { retryAfterMs });
  const refuseAny = () => new AppError('UNAVAILABLE', { retryAfterMs });
  const tooMany = () => new AppError('TOO_MANY_SUBSCRIPTIONS');
  const callsOfOne = createBound(maxCallsPerCaller * factor, refuseOne);
  const callsOfAll = createBound(maxCalls * factor, refuseAny);
  const rowsOfOne = createBound(maxRowsPerCaller * factor, refuseOne);
  const rowsOfAll = createBound(maxRows * factor, refuseAny);
  const sockets = createBound(settings.maxSocketsPerViewer, tooMany);
  const unknownSockets = createBound(settings.maxUnknownSocketsPerAddress, refuseOne);
  const streams = createBound(settings.maxStreamsPerViewer, tooMany);
  const searches = createBound(settings.maxSearchStreamsPerViewer, tooMany);
  const states = createBound(settings.maxStatesPerViewer, tooMany);
  return {
    beginCall(caller, rows) {
      const ends: (() => void)[] = [];
      const end = () => {
        for (const endOne of ends) endOne();
      };
      try {
        ends.push(callsOfOne(caller));
        ends.push(rowsOfOne(caller, rows));
        ends.push(callsOfAll('all'));
        // Few long pages of some leave room for what is short.
        if (rows > 1) ends.push(rowsOfAll('all', rows));
        return end;
      } catch (error) {
        end();
        throw error;
      }
    },
    openSocket: ({ id }) => sockets(id),
    openUnknownSocket: (ipAddress) => unknownSockets(networkOf(ipAddress)),
    openStream: ({ id }) => streams(id),
    openSearch: ({ id }) => toDisposable(searches(id)),
    openStates: ({ id }, count) => toDisposable(states(id, count)),
  };
}

/** Bounds how much of something there is at once for each key. @returns how to begin some, which returns how to end it. */
function createBound(max: number, refuse: () => AppError): (key: string, count?: number) => () => void {
  const open = new Map<string, number>();
  return (key, count = 1) => {
    const before = open.get(key) ?? 0;
    if (before + count > max) throw refuse();
    open.set(key, before + count);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const rest = (open.get(key) ?? count) - count;
      if (rest > 0) open.set(key, rest);
      else open.delete(key);
    };
  };
}

function toDisposable(end: () => void): Disposable {
  return { [Symbol.dispose]: end };
}

interface Bounds
  extends Pick<Limits, 'openSocket' | 'openUnknownSocket' | 'openStream' | 'openSearch' | 'openStates'> {
  /** @throws AppError RATE_LIMITED or UNAVAILABLE */
  beginCall(caller: string, rows: number): () => void;
}

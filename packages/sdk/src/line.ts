import { createStop } from './abort.ts';
import { isOffline, watchDevice } from './device.ts';
import type { DunlinError } from './dunlin-error.ts';
import { isTransient } from './error-answer.ts';
import { createListeners } from './listeners.ts';
import { delay } from './retry.ts';

export interface ClientConnection extends ConnectionStatus {
  /** Tells of each change of the state; returns how to stop. */
  onChange(listener: (status: ConnectionStatus) => void): () => void;
}

export interface ConnectionStatus {
  readonly state: ConnectionState;
  /** Unix milliseconds. */
  readonly since: number;
  /** Of the last attempt that did not reach the server. */
  readonly lastError: DunlinError | undefined;
}

export type ConnectionState =
  /** Nothing has come from the server yet, or since the device is online again. */
  | 'unknown'
  /** What came last is an answer of the server, or an event. */
  | 'online'
  /** The last attempt had no answer of a Dunlin server. */
  | 'unreachable'
  /** The device says that it has no network. */
  | 'offline';

/** The line, for those who use it. */
export interface Line {
  readonly view: ClientConnection;
  /** Something has come from the server. */
  heard(): void;
  /** An attempt has failed, on the line or not. */
  failed(error: DunlinError): void;
  /** Waits, but not longer than until the device is online again or the signal aborts; tells whether it is. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

export function createLine(now: () => number): Line {
  const listeners = createListeners<ConnectionStatus>();
  let wasOffline = isOffline();
  let status: ConnectionStatus = {
    ...{ state: wasOffline ? 'offline' : 'unknown', since: now() },
    lastError: undefined,
  };
  const change = (state: ConnectionState, lastError = status.lastError) => {
    const isSame = state === status.state;
    status = { state, since: isSame ? status.since : now(), lastError };
    if (!isSame) listeners.tell(status);
  };
  /** The device is believed when it changes: one that says it is offline may still reach a server of its own. */
  const look = () => {
    if (wasOffline === isOffline()) return;
    wasOffline = !wasOffline;
    change(wasOffline ? 'offline' : 'unknown');
  };
  const heard = () => change('online');

  return {
    heard,
    failed(error) {
      // Only what the server itself answers has a name in its logs.
      if (error.requestId !== undefined) heard();
      else if (isTransient(error) || error.code === 'INVALID_RESPONSE')
        change(isOffline() ? 'offline' : 'unreachable', error);
    },
    async wait(ms, signal) {
      const stop = createStop(signal);
      let isBack = false;
      const unwatch = watchDevice(() => {
        isBack = !isOffline();
        if (isBack) stop.abort(undefined);
      });
      await delay(ms, stop.signal);
      unwatch();
      stop.release();
      return isBack;
    },
    view: {
      get state() {
        look();
        return status.state;
      },
      get since() {
        look();
        return status.since;
      },
      get lastError() {
        return status.lastError;
      },
      onChange(listener) {
        const stops = [listeners.add(listener), watchDevice(look)];
        return () => {
          for (const stop of stops) stop();
        };
      },
    },
  };
}

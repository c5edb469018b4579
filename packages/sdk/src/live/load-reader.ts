import { orAbort } from '../abort.ts';
import { isOffline } from '../device.ts';
import { networkError } from '../error-answer.ts';
import type { Line } from '../line.ts';
import { backoffMs, type RetryOptions } from '../retry.ts';
import type { SignIn } from '../sign-in.ts';
import type { LiveMessage } from './subscribe.ts';

/** Half a minute of waits: what a device that is online cannot load by then is gone from its server, as after a deployment. */
const maxFailures = 10;

/** Gives what reads streams; the signal ends the wait for it. */
export type LoadReader = (signal: AbortSignal) => Promise<Reader>;

export type Reader = (reading: Reading) => AsyncGenerator<LiveEvent, void, undefined>;

export interface Reading {
  path: string;
  input: { lastEventId?: string };
  signIn: SignIn;
  signal: AbortSignal;
}

export type LiveEvent = { id: string } & LiveMessage['data'];

/** Loads it with the first stream, and tries again as streams do: a page may have gone offline since it was loaded itself. */
export function createLoadReader({ line, retry, load }: LoadOptions): LoadReader {
  let reader: Promise<Reader> | undefined;
  return async (signal) => {
    for (let failures = 0; ; failures++) {
      reader ??= load();
      try {
        return await orAbort(reader, signal);
      } catch (cause) {
        signal.throwIfAborted();
        reader = undefined;
        if (failures >= maxFailures && !isOffline()) throw cause;
        line.failed(networkError(cause));
        // As at first, once the device is online again.
        if (await line.wait(backoffMs(failures, retry), signal)) failures = -1;
        signal.throwIfAborted();
      }
    }
  };
}

interface LoadOptions {
  line: Line;
  retry: RetryOptions;
  load: () => Promise<Reader>;
}

import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readLogTail } from './log-file.ts';
import { endOrphans } from './orphans.ts';
import {
  type Postmaster,
  restartPostmaster,
  type StartPostmasterOptions,
  startPostmaster,
} from './postmaster.ts';

/** Waits before it is started again, one after the other. */
const defaultWaitsMs: readonly number[] = [200, 1_000, 5_000];
/** What has run for so long is not ending again and again. */
const settledMs = 5 * 60_000;

/**
 * Starts PostgreSQL, and starts it again on the same port when it ends by itself: it was killed, or there was no memory left for it. A
 * server that went on without it would answer nobody ever again.
 *
 * @throws EmbeddedPostgresError `START_FAILED`
 */
export async function keepPostmaster(
  options: KeepPostmasterOptions,
): Promise<Pick<Postmaster, 'port' | 'stop'>> {
  const { waitsMs = defaultWaitsMs, onRestart, onLost } = options;
  let current = await startPostmaster(options);
  const { port } = current;
  const stopping = new AbortController();

  const isStopping = () => stopping.signal.aborted;

  const restart = async () => {
    await endOrphans(options.folder.cluster);
    if (!isStopping()) current = await restartPostmaster(options, port);
  };

  const watch = async () => {
    let failures = 0;
    while (!isStopping()) {
      const startedAt = performance.now();
      await current.exited;
      if (isStopping()) return;
      if (performance.now() - startedAt > settledMs) failures = 0;
      const waitMs = waitsMs[failures];
      if (waitMs === undefined) return onLost(await toLostError(options, failures));
      failures += 1;
      onRestart?.();
      await delay(waitMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
      // What keeps it from starting, such as a lack of memory, may pass too: the one that has ended stands for it.
      await restart().catch(() => {});
    }
  };
  const watching = watch();

  return {
    port,
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
      // It may have been about to be started again.
      await current.stop();
    },
  };
}

async function toLostError(
  { folder }: StartPostmasterOptions,
  restarts: number,
): Promise<EmbeddedPostgresError> {
  return new EmbeddedPostgresError(
    'ENDED',
    `PostgreSQL ended, and again after each of ${restarts} restarts. Its log ${folder.logFile} ends with:\n${await readLogTail(folder.logFile)}`,
  );
}

export interface KeepPostmasterOptions extends StartPostmasterOptions {
  waitsMs?: readonly number[] | undefined;
  /** Called when it ended and is started again. */
  onRestart?: (() => void) | undefined;
  /** Called when it ended for good. */
  onLost: (error: unknown) => void;
}

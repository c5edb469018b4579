import { isDunlinError } from '../../src/index.ts';
import type { createSharedStorage } from './shared-storage.ts';

/** A call, list or stream. */
export interface Work {
  name: string;
  tab: number;
  /** Whoever was signed in when it began. */
  user: string | undefined;
  era: number;
  /** Whether its tab had yet to find out who was signed in. */
  isOfStaleTab: boolean;
  state: 'running' | 'idle' | 'settled';
}

/** Follows what is under way, and notes where it breaks the rules. */
export function createTrackedWork(shared: ReturnType<typeof createSharedStorage>, problems: string[]) {
  const all = new Map<string, Work>();
  const note = (work: Work, problem: string) => problems.push(`${JSON.stringify(work)} ${problem}`);

  const settle = (work: Work, error?: unknown) => {
    work.state = 'settled';
    if (error !== undefined && !isDunlinError(error)) note(work, `failed by ${error}`);
    if (!isDunlinError(error, 'SESSION_ENDED') || work.isOfStaleTab) return;
    if (work.era === shared.era) note(work, 'ended before its session');
    if (work.user === undefined) note(work, 'ended with a session that it had not');
  };

  return {
    /** Begins work under a name of its own. */
    begin(tab: number, run: (name: string, work: Work) => Promise<unknown>): void {
      const { era, seen, signedIn } = shared;
      const isOfStaleTab = (seen.get(tab) ?? era) !== era;
      const name = `work-${all.size}`;
      const work: Work = { name, tab, user: signedIn?.user, era, isOfStaleTab, state: 'running' };
      all.set(name, work);
      run(name, work).then(
        () => settle(work),
        (error: unknown) => settle(work, error),
      );
    },

    /** Every attempt is made as whoever was signed in when the work began. */
    checkAttempt(name: string | undefined, user: string | undefined): void {
      const work = all.get(name ?? '');
      if (work && work.user !== user) note(work, `was tried as ${user}`);
    },

    /** What belongs to a session that its tab knows to be over has ended. */
    checkEnds(): void {
      for (const work of all.values()) {
        const isKnown = shared.seen.get(work.tab) === shared.era;
        if (isKnown && work.state === 'running' && work.user !== undefined && work.era !== shared.era)
          note(work, 'outlived its session');
      }
    },

    checkAllSettled(): void {
      for (const work of all.values()) if (work.state !== 'settled') note(work, 'never ended');
    },
  };
}

export type TrackedWork = ReturnType<typeof createTrackedWork>;

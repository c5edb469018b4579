import type { Installation } from './installation/installation.ts';
import type { RedisKind } from './installation/services.ts';
import type { People } from './load/people.ts';
import type { Writing } from './load/writing.ts';

/** One way to do harm. */
export interface Case {
  name: string;
  title: string;
  /** One server unless given. */
  redis?: RedisKind;
  /** No request may take longer than this and the slowest before the fault together. */
  mostWaitMs?: number;
  /** Whether requests may be answered 503 while the harm lasts: without its database no node can serve. */
  mayBeUnavailable?: boolean;
  /** Before the load. */
  prepare?(stage: Pick<Stage, 'installation' | 'people'>): Promise<void>;
  /** Does harm while the load runs, and undoes it. */
  harm(stage: Stage): Promise<void>;
}

export interface Stage {
  installation: Installation;
  people: People;
  writing: Writing;
  /** For how long what is broken stays so, unless the case says otherwise. */
  holdMs: number;
  /** How often to do harm, where a case does not say. */
  rounds: number;
  /** How many events wait where workers were away. */
  backlog: number;
  /** Says that nothing is broken any more, or that what takes over can; unless said, so it is when the harm is undone. */
  over(): void;
  /** What the case has seen besides. */
  note(text: string): void;
}

/** What the installation of a case has. */
export function needed<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('the installation has no such part');
  return thing;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Case } from './case.ts';
import type { Installation } from './installation/installation.ts';
import type { Ledger } from './load/ledger.ts';
import type { People } from './load/people.ts';
import { startReading } from './load/reading.ts';
import type { RequestLog } from './load/request-log.ts';
import { startWriting } from './load/writing.ts';
import type { Phases } from './measure/phases.ts';
import type { Options } from './options.ts';

/** What was written while harm was done. */
export interface Harmed {
  phases: Phases;
  ledger: Ledger;
  acknowledged: number;
  notes: string[];
  /** What went wrong with the load or the harm themselves. */
  problems: string[];
}

/** Reads and writes for a while, during the harm, and for a while after it; then waits until each write has its answer. */
export async function harmUnderLoad(test: Case, load: Load): Promise<Harmed> {
  const { installation, people, log, options, onStep } = load;
  const holdMs = options.seconds * 1_000;
  const loadAt = Date.now();
  await using _reading = startReading(installation.url, { people, log });
  await using writing = startWriting(people, options.writesPerSecond);
  onStep('before');
  await delay(holdMs);
  onStep('fault');
  const faultAt = Date.now();
  const notes: string[] = [];
  let overAt: number | undefined;
  const over = () => {
    overAt ??= Date.now();
  };
  const failure = await test
    .harm({ ...options, installation, people, writing, holdMs, over, note: (text) => notes.push(text) })
    .catch(String);
  over();
  onStep('after');
  await delay(holdMs);
  const endAt = Date.now();
  const unanswered = await writing.stop();
  return {
    phases: { loadAt, faultAt, overAt: overAt ?? endAt, endAt },
    ledger: writing.ledger,
    acknowledged: writing.acknowledged,
    notes,
    problems: [
      ...(failure === undefined ? [] : [`the harm was not done as planned: ${failure}`]),
      ...(unanswered === 0 ? [] : [`${unanswered} writes were neither acknowledged nor refused`]),
      ...writing.refusals,
    ],
  };
}

interface Load {
  installation: Installation;
  people: People;
  log: RequestLog;
  options: Options;
  onStep: (step: string) => void;
}

/** Compares what stands beside the truth, so that it can be read fast, with the truth, and makes it of that again. Servers may run. */
export interface DataCheck {
  subject: string;
  verify(onProgress?: OnProgress): Promise<Findings>;
  /** May be interrupted and run again. @returns false where another process is at it already, and this one did nothing. */
  repair(onProgress?: OnProgress): Promise<boolean>;
}

export type OnProgress = (progress: { done: number; total: number }) => void;

export interface Findings {
  /** What was looked at, in words. */
  compared: string;
  /** How much is wrong, by its kind. */
  faults: Readonly<Record<string, number>>;
  /** Differences that are none: jobs are still going to settle them. */
  pending: number;
  /** What is wrong unless it had a reason that nothing tells of any more, and what that may be. */
  doubtful?: { count: number; what: string };
  /** Some of what is wrong, in words. */
  examples: readonly string[];
}

export const maxExamples = 10;

export function countFaults({ faults }: Findings): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0);
}

/** In one line. */
export function describeFindings({ compared, faults, pending, doubtful }: Findings): string {
  const found = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`);
  const more = doubtful ? `; ${doubtful.count} ${doubtful.what}` : '';
  return `${compared}: ${found.join(', ')} (${pending} still pending)${more}`;
}

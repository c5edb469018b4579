import type { LoadGenerator } from './load/run-load.ts';
import type { Sample } from './sample.ts';
import type { World, WorldOptions } from './world/open-world.ts';

export interface Bench {
  title: string;
  run(setting: BenchSetting): Promise<BenchResult>;
}

export interface BenchSetting {
  world: World;
  /** For another world of the same size. */
  worldOptions: WorldOptions;
  /** Another checkout to measure beside this one. */
  against: string | undefined;
  /** A checkout of GoToSocial to measure beside it. */
  goToSocial: string | undefined;
  load: LoadGenerator;
  /** How many are open at once where delivery is live. */
  sockets: number;
  rounds: number;
  seconds: number;
}

export interface BenchResult {
  /** Empty where nothing is held against anything else. */
  samples: Map<string, Sample[]>;
  /** What the samples are held against. */
  goals: Goal[];
  /** What stands by itself. */
  figures?: Figure[];
  /** What a reader must know to read the figures. */
  notes: string[];
}

/** `of` should do at least so many times what `over` does: `now` already, `goal` in the end. */
export interface Goal {
  id: string;
  of: string;
  over: string;
  now?: number;
  goal: number;
  /** Why its processor time is not held against the baseline, if so. */
  notCompared?: string;
}

export interface Figure {
  id: string;
  name: string;
  value: number;
  unit: string;
  /** The goal, if it has one. */
  atMost?: number;
}

export const connections = 16;
/** Enough for a contender's code to be compiled, however busy the machine is. */
export const warmUpRequests = 4_000;

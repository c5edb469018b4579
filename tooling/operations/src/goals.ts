import type { Measurement } from './measurement.ts';
import type { MeasuredWrite } from './writes/measure-writes.ts';

/** Milliseconds that 95 of 100 answers are given in, on every page that is measured and whoever asks, by operation. */
const goals: Record<string, number> = {
  'timelines.home': 18,
  'feed.get': 93,
  'tweets.thread': 58,
  'search.tweets': 100,
  'search.users': 30,
  'analytics.account': 100,
  'analytics.tweet': 100,
  'admin.stats': 50,
};
/** Of every other. */
const otherGoal = 39;

export function goalOf(operation: string): number {
  return goals[operation] ?? otherGoal;
}

export function holds({ operation, p95Ms }: Measurement): boolean {
  return p95Ms <= goalOf(operation);
}

const delivery = 1_000;
/** Times what the neighbours' answers take else. */
const slowerForNeighbours = 2;

/** Of a heavy write, what its neighbours notice too. */
export function isGood({ seconds, goal, p99, p99Before, deliveryMs }: MeasuredWrite): boolean {
  return seconds <= goal && p99 <= slowerForNeighbours * p99Before && deliveryMs <= delivery;
}

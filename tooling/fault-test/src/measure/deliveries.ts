import { percentile } from '@dunlin/harness/percentile';
import type { Delivery, Inbox } from '../load/inbox.ts';
import type { Phases } from './phases.ts';

/** Deliveries are normal again when they are no slower than this, or than so many times what they were before the fault. */
const alwaysNormalMs = 500;
const normalFactor = 3;

export interface DeliveryTimes {
  /** Before the fault. */
  p50: number;
  p99: number;
  /** From the fault on. */
  p50After: number;
  p99After: number;
  /** The longest that a subscriber that was connected waited for a committed entry. */
  longestGapMs: number;
  /** From the fault's end until the p99 of each second that follows is normal. */
  recoveryMs: number;
}

export function measureDeliveries(
  inboxes: readonly Pick<Inbox, 'deliveries'>[],
  phases: Phases,
): DeliveryTimes {
  const waits = inboxes.flatMap(({ deliveries }) => firstOfEach(deliveries).map(toWait));
  const isBefore = ({ receivedAt }: { receivedAt: number }) => receivedAt < phases.faultAt;
  const before = waits.filter(isBefore).map(({ waitedMs }) => waitedMs);
  const after = waits.filter((wait) => !isBefore(wait)).map(({ waitedMs }) => waitedMs);
  const p99 = percentile(before, 0.99);
  const normalMs = Math.max(alwaysNormalMs, normalFactor * p99);
  const perSecond = Map.groupBy(waits, ({ receivedAt }) => Math.floor(receivedAt / 1_000));
  const slowSeconds = [...perSecond]
    .filter(
      ([, found]) =>
        percentile(
          found.map(({ waitedMs }) => waitedMs),
          0.99,
        ) > normalMs,
    )
    .map(([second]) => (second + 1) * 1_000);
  return {
    p50: percentile(before, 0.5),
    p99,
    p50After: percentile(after, 0.5),
    p99After: percentile(after, 0.99),
    longestGapMs: waits.reduce((longest, { waitedMs }) => Math.max(longest, waitedMs), 0),
    recoveryMs: Math.max(0, ...slowSeconds.map((end) => end - phases.overAt)),
  };
}

function firstOfEach(deliveries: readonly Delivery[]): Delivery[] {
  return [...new Map(deliveries.toReversed().map((delivery) => [delivery.tweetId, delivery])).values()];
}

function toWait({ createdAt, receivedAt, connectedAt }: Delivery): { receivedAt: number; waitedMs: number } {
  return { receivedAt, waitedMs: receivedAt - Math.max(createdAt, connectedAt) };
}

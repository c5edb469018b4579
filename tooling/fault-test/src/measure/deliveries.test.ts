import { expect, test } from 'vitest';
import type { Delivery, Inbox } from '../load/inbox.ts';
import { measureDeliveries } from './deliveries.ts';

const phases = { loadAt: 0, faultAt: 10_000, overAt: 20_000, endAt: 30_000 };

test('the wait counts from the commit, or from when the subscriber was back', () => {
  const { longestGapMs } = measure(delivery({ createdAt: 1_000, connectedAt: 4_000, receivedAt: 4_100 }));
  expect(longestGapMs).toBe(100);
});

test('a copy of what was there before is no wait', () => {
  const first = delivery({ receivedAt: 1_010 });
  expect(measure(first, { ...first, receivedAt: 9_000 }).longestGapMs).toBe(10);
});

test('it has recovered when no later second is slow', () => {
  const quick = { createdAt: 21_000, receivedAt: 21_010 };
  const slow = { createdAt: 22_000, receivedAt: 23_500 };
  expect(measure(delivery(quick)).recoveryMs).toBe(0);
  expect(measure(delivery(quick), delivery({ ...slow, tweetId: '2' })).recoveryMs).toBe(4_000);
});

function delivery(times: Partial<Delivery>): Delivery {
  return { tweetId: '1', createdAt: 1_000, receivedAt: 1_010, connectedAt: 0, ...times };
}

function measure(...deliveries: Delivery[]) {
  const inbox: Pick<Inbox, 'deliveries'> = { deliveries };
  return measureDeliveries([inbox], phases);
}

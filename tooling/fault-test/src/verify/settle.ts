import { hasPendingEvents } from '@dunlin/api';
import type { Database } from '@dunlin/db';
import type { Inbox } from '../load/inbox.ts';
import type { Ledger } from '../load/ledger.ts';
import { until } from '../until.ts';
import { expectedOf } from './verify-inboxes.ts';

const settleWithinMs = 60_000;

/** Waits until every event has had its consequences and every subscriber has seen what it has to. @returns what it waited for in vain. */
export async function settle(
  db: Database,
  { inboxes, ledger }: { inboxes: readonly Inbox[]; ledger: Ledger },
): Promise<string[]> {
  const isDone = await until(async () => !(await hasPendingEvents(db)), settleWithinMs);
  await until(() => inboxes.every((inbox) => hasAll(inbox, ledger)), settleWithinMs);
  return isDone
    ? []
    : [`after ${settleWithinMs / 1_000} s there were still events without all their consequences`];
}

function hasAll(inbox: Inbox, ledger: Ledger): boolean {
  const received = new Set(inbox.deliveries.map(({ tweetId }) => tweetId));
  return expectedOf(inbox, ledger).every((id) => received.has(id));
}

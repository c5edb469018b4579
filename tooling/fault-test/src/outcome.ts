import type { Database } from '@dunlin/db';
import type { Case } from './case.ts';
import type { Harmed } from './harm-under-load.ts';
import type { Node } from './installation/node.ts';
import type { Inbox } from './load/inbox.ts';
import type { RecordedRequest } from './load/request-log.ts';
import { type DeliveryTimes, measureDeliveries } from './measure/deliveries.ts';
import { measureRequests, type RequestTimes } from './measure/requests.ts';
import { verifyData } from './verify/verify-data.ts';
import { verifyInboxes } from './verify/verify-inboxes.ts';
import { verifyNotifications } from './verify/verify-notifications.ts';
import { verifyWrites } from './verify/verify-writes.ts';

/** What a case showed. */
export interface Outcome {
  name: string;
  /** Acknowledged. */
  writes: number;
  /** That subscribers had to see. */
  entries: number;
  lost: string[];
  doubled: string[];
  copies: number;
  /** What else was seen. */
  notes: string[];
  deliveries: DeliveryTimes;
  requests: RequestTimes;
  /** What else is not as it has to be. */
  problems: string[];
}

export async function toOutcome(test: Case, run: Run): Promise<Outcome> {
  const { db, harmed, inboxes } = run;
  const { ledger, phases } = harmed;
  const writes = await verifyWrites(db, ledger);
  const notifications = await verifyNotifications(db);
  const entries = verifyInboxes(inboxes, ledger);
  const requests = measureRequests(run.requests, phases);
  return {
    name: test.name,
    writes: harmed.acknowledged,
    entries: entries.expected,
    lost: [...writes.lost, ...entries.lost, ...notifications.lost],
    doubled: [...writes.doubled, ...entries.doubled, ...notifications.doubled],
    copies: entries.copies,
    notes: harmed.notes,
    deliveries: measureDeliveries(inboxes, phases),
    requests,
    problems: [
      ...harmed.problems,
      ...run.unsettled,
      ...entries.problems,
      ...findBadAnswers(test, requests),
      ...(await verifyData(run.node)),
    ],
  };
}

function findBadAnswers(
  { mostWaitMs, mayBeUnavailable }: Case,
  { slowest, slowestBeforeMs, serverErrors }: RequestTimes,
): string[] {
  const errors = [...serverErrors].filter(([name]) => !(mayBeUnavailable && name.startsWith('503')));
  const waitedMs = (slowest?.durationMs ?? 0) - slowestBeforeMs;
  return [
    ...errors.map(([name, count]) => `${count} answers ${name}`),
    ...(mostWaitMs !== undefined && waitedMs > mostWaitMs
      ? [
          `a request took ${Math.round(waitedMs)} ms longer than any before the fault, and ${mostWaitMs} ms is the most`,
        ]
      : []),
  ];
}

interface Run {
  db: Database;
  node: Node;
  harmed: Harmed;
  inboxes: readonly Inbox[];
  requests: readonly RecordedRequest[];
  unsettled: string[];
}

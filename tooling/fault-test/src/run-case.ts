import { type Case, needed } from './case.ts';
import { harmUnderLoad } from './harm-under-load.ts';
import { startInstallation } from './installation/installation.ts';
import { registerPeople } from './load/people.ts';
import { createRequestLog } from './load/request-log.ts';
import { startSdkSubscriber } from './load/sdk-subscriber.ts';
import { startSseSubscriber } from './load/sse-subscriber.ts';
import type { Options } from './options.ts';
import { type Outcome, toOutcome } from './outcome.ts';
import { settle } from './verify/settle.ts';

/** Starts an installation, does harm to it under load, and looks whether all it promised holds. */
export async function runCase(
  test: Case,
  { folder, options, onStep }: { folder: string; options: Options; onStep: (step: string) => void },
): Promise<Outcome> {
  onStep('starting');
  await using installation = await startInstallation({ folder, redis: test.redis ?? 'single' });
  await using stack = new AsyncDisposableStack();
  const log = createRequestLog();
  const people = await registerPeople(installation, { readers: options.subscribers, log });
  await test.prepare?.({ installation, people });
  const subscribers = people.readers.map((reader, index) =>
    stack.use((index % 2 === 0 ? startSdkSubscriber : startSseSubscriber)(installation.url, reader)),
  );
  await Promise.all(subscribers.map(({ standing }) => standing));
  const harmed = await harmUnderLoad(test, { installation, people, log, options, onStep });
  onStep('settling');
  const db = await installation.openDatabase();
  const inboxes = subscribers.map(({ inbox }) => inbox);
  const unsettled = await settle(db, { inboxes, ledger: harmed.ledger });
  onStep('verifying');
  const node = needed(installation.api[0]);
  return await toOutcome(test, { db, node, harmed, inboxes, requests: log.requests, unsettled });
}

import type { Services } from '../src/core/context.ts';
import type { AppEvent } from '../src/core/events.ts';
import { write } from '../src/core/mutation.ts';
import { applyToConsumer } from '../src/outbox/apply-events.ts';
import type { RowConsumer } from '../src/outbox/consumer.ts';

/** Tells a consumer of events, in a transaction of their own. */
export function apply<Event extends AppEvent>(
  services: Services,
  consumer: RowConsumer<Event>,
  events: readonly Event[],
): Promise<void> {
  // `as`: a consumer of some events is given these only.
  const told = { consumer: consumer as unknown as RowConsumer, events: [...events] };
  return write(services, (writer) => applyToConsumer(writer, told));
}
